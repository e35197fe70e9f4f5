import { defineResource } from "@freehold/provider-kit";
import type { DigitaloceanClient } from "./client.ts";
import { deleteIfThere } from "./errors.ts";
import { firewallFailures } from "./firewall-failures.ts";
import { type FirewallInputs, type FirewallState, shownFirewall, wireFirewall } from "./firewall-model.ts";
import type * as wire from "./wire.ts";

/** `digitalocean.Firewall`. https://docs.digitalocean.com/reference/api/digitalocean/#tag/Firewalls */
export const firewall = defineResource<DigitaloceanClient, FirewallInputs, FirewallState>({
  schema: {
    inputs: {
      name: { kind: "string", notEmpty: true, autoName: { maxLength: 255 } },
      dropletIds: { kind: "list", unordered: true, fallback: [] },
      tags: { kind: "list", unordered: true, fallback: [] },
      inboundRules: { kind: "list", unordered: true, fallback: [] },
      outboundRules: { kind: "list", unordered: true, fallback: [] },
    },
    outputs: { createdAt: {}, pendingChanges: { changesOnUpdate: true }, status: { changesOnUpdate: true } },
  },

  check: firewallFailures,

  async create({ client, inputs, signal }) {
    const { firewall: made } = await client.post<{ firewall: wire.Firewall }>(
      "/firewalls",
      wireFirewall(inputs),
      signal,
    );
    return { id: made.id, shown: shownFirewall(made) };
  },

  async read({ client, id, signal }) {
    const found = await client.find<{ firewall: wire.Firewall }>(`/firewalls/${id}`, signal);
    return found && { shown: shownFirewall(found.firewall) };
  },

  async update({ client, id, inputs, signal }) {
    const path = `/firewalls/${id}`;
    return shownFirewall((await client.put<{ firewall: wire.Firewall }>(path, wireFirewall(inputs), signal)).firewall);
  },

  async delete({ client, id, signal }) {
    await deleteIfThere(() => client.delete(`/firewalls/${id}`, signal));
  },
});
