import { isDeepStrictEqual } from "node:util";
import { defineResource, type InputsOf, type StateOf } from "@freehold/provider-kit";
import type { IpsetLegacy, IpsetLegacyArgs } from "@muhlba91/pulumi-proxmoxve/firewall/index.js";
import type { ProxmoxClient } from "../client.ts";
import { deleteIfThere, isSetThere } from "../errors.ts";
import { checkGuest, firewallId, firewallPath, guestInId } from "./guest.ts";

type IpSetInputs = InputsOf<IpsetLegacyArgs>;
type IpSetState = StateOf<IpsetLegacy>;
type Network = NonNullable<IpSetInputs["cidrs"]>[number];

/** A network as the vendor has it. */
interface VendorNetwork {
  cidr: string;
  comment?: string;
  nomatch?: number;
}

/** `proxmoxve.firewall.IpsetLegacy` of a virtual machine. https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/qemu/{vmid}/firewall/ipset */
export const firewallIpSet = defineResource<ProxmoxClient, IpSetInputs, IpSetState>({
  schema: {
    inputs: {
      cidrs: { kind: "list", unordered: true, fallback: [] },
      comment: { kind: "string", replaces: true, fallback: "" },
      containerId: { kind: "number", replaces: true },
      name: { kind: "string", replaces: true, autoName: { maxLength: 64 } },
      nodeName: { kind: "string", required: true, replaces: true },
      vmId: { kind: "number", required: true, replaces: true },
    },
    outputs: {},
  },

  check: checkGuest,

  async create({ client, inputs, signal, recordId }) {
    const { name = "", comment } = inputs;
    try {
      await client.post(`${firewallPath(inputs)}/ipset`, { name, comment: comment || undefined }, signal);
    } catch (error) {
      // The answer to an earlier order was lost: nothing else makes sets on the guest.
      if (!isSetThere(error)) throw error;
    }
    const id = firewallId(inputs, name);
    recordId(id, { name });
    await fill(client, setPath(inputs), inputs, signal);
    return { id, shown: { name } };
  },

  async read({ client, id, inputs, signal }) {
    const guest = guestInId(id);
    const sets = await client.find<{ name: string; comment?: string }[]>(`${firewallPath(guest)}/ipset`, signal);
    const set = sets?.find(({ name }) => name === guest.name);
    if (set === undefined) return undefined;
    const found = await client.get<VendorNetwork[]>(setPath(guest), signal);
    const cidrs = asWritten(found, inputs.cidrs ?? []) as NonNullable<IpSetState["cidrs"]>;
    return { shown: { ...guest, comment: set.comment ?? "", cidrs } };
  },

  async update({ client, inputs, signal }) {
    await fill(client, setPath(inputs), inputs, signal);
    return {};
  },

  async delete({ client, inputs, signal }) {
    await deleteIfThere(() => client.delete(`${setPath(inputs)}?force=1`, signal));
  },
});

function setPath(set: { nodeName?: string | undefined; vmId?: number | undefined; name?: string | undefined }): string {
  return `${firewallPath(set)}/ipset/${set.name}`;
}

/** Brings the set's networks to what the program says; one that is in it already stays in it throughout. */
async function fill(client: ProxmoxClient, path: string, inputs: IpSetInputs, signal: AbortSignal): Promise<void> {
  const wanted = (inputs.cidrs ?? []).map(vendorNetwork);
  const present = (await client.get<VendorNetwork[]>(path, signal)).map(withoutDigest);
  const isIn = (networks: VendorNetwork[], network: VendorNetwork) =>
    networks.some((other) => isDeepStrictEqual(other, network));
  for (const network of present) {
    if (isIn(wanted, network)) continue;
    await client.delete(`${path}/${encodeURIComponent(network.cidr)}`, signal);
  }
  for (const network of wanted) if (!isIn(present, network)) await client.post(path, { ...network }, signal);
}

function vendorNetwork({ name, comment, nomatch }: Network): VendorNetwork {
  return {
    cidr: name,
    ...(comment === undefined ? {} : { comment }),
    ...(nomatch === true ? { nomatch: 1 } : {}),
  };
}

function withoutDigest({ cidr, comment, nomatch }: VendorNetwork): VendorNetwork {
  return { cidr, ...(comment === undefined ? {} : { comment }), ...(nomatch === 1 ? { nomatch } : {}) };
}

/** The program's own networks when they are what the vendor has, else the vendor's. */
function asWritten(found: VendorNetwork[], written: readonly Network[]): Network[] {
  const byCidr = (one: VendorNetwork, other: VendorNetwork) => (one.cidr < other.cidr ? -1 : 1);
  const present = found.map(withoutDigest).sort(byCidr);
  if (isDeepStrictEqual(present, written.map(vendorNetwork).sort(byCidr))) return [...written];
  return present.map(({ cidr, nomatch, ...rest }) => ({
    name: cidr,
    ...rest,
    ...(nomatch === undefined ? {} : { nomatch: true }),
  }));
}
