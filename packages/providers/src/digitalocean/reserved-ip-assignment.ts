import { defineResource, type InputsOf, type StateOf } from "@freehold/provider-kit";
import type { ReservedIpAssignment, ReservedIpAssignmentArgs } from "@pulumi/digitalocean";
import { addressFailures } from "./address-failures.ts";
import type { DigitaloceanClient } from "./client.ts";
import { deleteIfThere } from "./errors.ts";
import { assignIp, unassignIp } from "./reserved-ip-action.ts";
import type * as wire from "./wire.ts";

/** `digitalocean.ReservedIpAssignment`; its id names both. */
export const reservedIpAssignment = defineResource<
  DigitaloceanClient,
  InputsOf<ReservedIpAssignmentArgs>,
  StateOf<ReservedIpAssignment>
>({
  schema: {
    inputs: {
      dropletId: { kind: "number", required: true, replaces: true, notEmpty: true },
      ipAddress: { kind: "string", required: true, replaces: true },
    },
    outputs: {},
  },

  check: addressFailures,

  async create({ client, inputs: { dropletId, ipAddress }, signal }) {
    await assignIp(client, ipAddress, dropletId, signal);
    return { id: `${dropletId}-${ipAddress}`, shown: {} };
  },

  async read({ client, inputs: { dropletId, ipAddress }, signal }) {
    if (dropletId === undefined || ipAddress === undefined) return undefined;
    const found = await client.find<{ reserved_ip: wire.ReservedIp }>(`/reserved_ips/${ipAddress}`, signal);
    return found?.reserved_ip.droplet?.id === dropletId ? { shown: { dropletId, ipAddress } } : undefined;
  },

  // Another droplet may have the address by now: that assignment is not ours to end.
  async delete({ client, inputs: { dropletId, ipAddress }, signal }) {
    await deleteIfThere(async () => {
      const path = `/reserved_ips/${ipAddress}`;
      const { reserved_ip: live } = await client.get<{ reserved_ip: wire.ReservedIp }>(path, signal);
      if (live.droplet?.id === dropletId) await unassignIp(client, ipAddress, signal);
    });
  },
});
