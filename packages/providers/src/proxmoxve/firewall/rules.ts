import { isDeepStrictEqual } from "node:util";
import { type CheckFailure, defineResource, type InputsOf, type StateOf } from "@freehold/provider-kit";
import type { RulesLegacy, RulesLegacyArgs } from "@muhlba91/pulumi-proxmoxve/firewall/index.js";
import type { ProxmoxClient } from "../client.ts";
import { deleteIfThere } from "../errors.ts";
import { partFailures } from "../part-failures.ts";
import { checkGuest, firewallId, firewallPath, guestInId } from "./guest.ts";

type RulesInputs = InputsOf<RulesLegacyArgs>;
type RulesState = StateOf<RulesLegacy>;
type Rule = NonNullable<RulesInputs["rules"]>[number];

/** A rule as the vendor has it. */
type VendorRule = Record<string, string | number | undefined>;

const TEXTS = [
  "action",
  "type",
  "comment",
  "dest",
  "dport",
  "iface",
  "log",
  "macro",
  "proto",
  "source",
  "sport",
] as const;

/** proxmoxtf/resource/firewall/rules.go of bpg/terraform-provider-proxmox, which takes the type in any case. */
const RULE = {
  action: { notEmpty: true, oneOf: ["ACCEPT", "REJECT", "DROP"] },
  type: { notEmpty: true, pattern: /^(in|out|forward)$/i },
};

/** `proxmoxve.firewall.RulesLegacy` of a virtual machine. https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/qemu/{vmid}/firewall/rules */
export const firewallRules = defineResource<ProxmoxClient, RulesInputs, RulesState>({
  schema: {
    inputs: {
      containerId: { kind: "number", replaces: true },
      nodeName: { kind: "string", required: true, replaces: true },
      rules: { kind: "list", fallback: [] },
      vmId: { kind: "number", required: true, replaces: true },
    },
    outputs: {},
  },

  check: checkRules,

  async create({ client, inputs, signal, recordId }) {
    const id = firewallId(inputs);
    recordId(id, {});
    // Those of an earlier order whose answer was lost go.
    await putRules(client, inputs, signal);
    return { id, shown: {} };
  },

  async read({ client, id, inputs, signal }) {
    const guest = guestInId(id);
    const found = await client.find<VendorRule[]>(`${firewallPath(guest)}/rules`, signal);
    if (found === undefined) return undefined;
    const rules = asWritten(found, inputs.rules ?? []) as NonNullable<RulesState["rules"]>;
    return { shown: { nodeName: guest.nodeName, vmId: guest.vmId, rules } };
  },

  async update({ client, inputs, signal }) {
    await putRules(client, inputs, signal);
    return {};
  },

  async delete({ client, inputs, signal }) {
    const path = `${firewallPath(inputs)}/rules`;
    await deleteIfThere(async () => {
      const present = await client.get<VendorRule[]>(path, signal);
      await removeRules(client, path, 0, present.length, signal);
    });
  },
});

function checkRules(inputs: Partial<RulesInputs>): CheckFailure[] {
  const hasGroup = (inputs.rules ?? []).some((rule) => rule.securityGroup !== undefined);
  const reason = "securityGroup is not built in the stand-in for the sandbox; write the rules themselves";
  return [
    ...checkGuest(inputs),
    ...(inputs.rules ?? []).flatMap((rule, index) => partFailures("rules", rule, RULE, `[${index}].`)),
    ...(hasGroup ? [{ property: "rules", reason }] : []),
  ];
}

/** The new ones stand above the old ones before those go: nothing is open or shut meanwhile that is not so before or after. */
async function putRules(client: ProxmoxClient, inputs: RulesInputs, signal: AbortSignal): Promise<void> {
  const path = `${firewallPath(inputs)}/rules`;
  const old = await client.get<VendorRule[]>(path, signal);
  await insertRules(client, inputs, signal);
  await removeRules(client, path, inputs.rules?.length ?? 0, old.length, signal);
}

/** The vendor puts each new rule above the others: the last one goes first. */
async function insertRules(client: ProxmoxClient, inputs: RulesInputs, signal: AbortSignal): Promise<void> {
  for (const rule of [...(inputs.rules ?? [])].reverse()) {
    await client.post(`${firewallPath(inputs)}/rules`, vendorRule(rule), signal);
  }
}

/** Removes `count` rules from a position on, the last one first: the others keep their positions. */
async function removeRules(
  client: ProxmoxClient,
  path: string,
  from: number,
  count: number,
  signal: AbortSignal,
): Promise<void> {
  for (let pos = from + count - 1; pos >= from; pos -= 1) await client.delete(`${path}/${pos}`, signal);
}

function vendorRule(rule: Rule): VendorRule {
  const texts = TEXTS.flatMap((name) => (rule[name] === undefined ? [] : [[name, rule[name]] as const]));
  return { ...Object.fromEntries(texts), enable: rule.enabled === false ? 0 : 1 };
}

/** The program's own rules when they are what the vendor has, else the vendor's. */
function asWritten(found: VendorRule[], written: readonly Rule[]): Rule[] {
  const present = found.map(({ pos: _pos, digest: _digest, ...rule }) => rule);
  if (isDeepStrictEqual(present, written.map(vendorRule))) return [...written];
  return present.map(({ enable, ...texts }) => ({ ...texts, enabled: enable !== 0 }));
}
