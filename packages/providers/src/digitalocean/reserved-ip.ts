import { defineResource, type InputsOf, type StateOf } from "@freehold/provider-kit";
import type { ReservedIp, ReservedIpArgs } from "@pulumi/digitalocean";
import { addressFailures } from "./address-failures.ts";
import type { DigitaloceanClient } from "./client.ts";
import { deleteIfThere } from "./errors.ts";
import { assignIp, unassignIp } from "./reserved-ip-action.ts";
import type * as wire from "./wire.ts";

/** `digitalocean.ReservedIp`; its id is the address. https://docs.digitalocean.com/reference/api/digitalocean/#tag/Reserved-IPs */
export const reservedIp = defineResource<DigitaloceanClient, InputsOf<ReservedIpArgs>, StateOf<ReservedIp>>({
  schema: {
    inputs: {
      region: { kind: "string", required: true, replaces: true },
      dropletId: { kind: "number" },
      ipAddress: { kind: "string", replaces: true, computed: true },
    },
    outputs: { reservedIpUrn: {} },
  },

  check: addressFailures,

  async create({ client, inputs, signal, recordId }) {
    const { reserved_ip: made } = await client.post<{ reserved_ip: wire.ReservedIp }>(
      "/reserved_ips",
      { region: inputs.region },
      signal,
    );
    recordId(made.ip, shownOf(made));
    if (inputs.dropletId !== undefined) await assignIp(client, made.ip, inputs.dropletId, signal);
    return { id: made.ip, shown: shownOf(await getIp(client, made.ip, signal)) };
  },

  // The official provider shows the droplet only where the program names one, or in an import: a ReservedIpAssignment may hold it.
  async read({ client, id, inputs, signal }) {
    const found = await client.find<{ reserved_ip: wire.ReservedIp }>(`/reserved_ips/${id}`, signal);
    if (found === undefined) return undefined;
    const { dropletId, ...shown } = shownOf(found.reserved_ip);
    const isNamed = inputs.dropletId !== undefined || inputs.region === undefined;
    return { shown: isNamed && dropletId !== undefined ? { ...shown, dropletId } : shown };
  },

  async update({ client, id, inputs, signal }) {
    const live = await getIp(client, id, signal);
    if (inputs.dropletId !== live.droplet?.id) {
      if (inputs.dropletId === undefined) await unassignIp(client, id, signal);
      else await assignIp(client, id, inputs.dropletId, signal);
    }
    return shownOf(await getIp(client, id, signal));
  },

  async delete({ client, id, signal }) {
    await deleteIfThere(async () => {
      const live = await getIp(client, id, signal);
      if (live.droplet !== null) await unassignIp(client, id, signal);
      await client.delete(`/reserved_ips/${id}`, signal);
    });
  },
});

async function getIp(client: DigitaloceanClient, ip: string, signal: AbortSignal): Promise<wire.ReservedIp> {
  return (await client.get<{ reserved_ip: wire.ReservedIp }>(`/reserved_ips/${ip}`, signal)).reserved_ip;
}

interface ReservedIpShown {
  region: string;
  ipAddress: string;
  reservedIpUrn: string;
  dropletId?: number;
}

function shownOf(live: wire.ReservedIp): ReservedIpShown {
  return {
    region: live.region.slug,
    ipAddress: live.ip,
    reservedIpUrn: `do:reservedip:${live.ip}`,
    ...(live.droplet === null ? {} : { dropletId: live.droplet.id }),
  };
}
