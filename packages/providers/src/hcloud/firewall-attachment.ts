import { defineResource, type InputsOf, type StateOf } from "@freehold/provider-kit";
import type { FirewallAttachment, FirewallAttachmentArgs } from "@pulumi/hcloud";
import type { HcloudClient } from "./client.ts";
import { deleteIfThere } from "./deletion.ts";
import { applyTo, changeTargets, removeFrom } from "./firewall-targets.ts";
import type * as wire from "./wire.ts";

type Inputs = InputsOf<FirewallAttachmentArgs>;

/** `hcloud.FirewallAttachment`: all the targets of one firewall; its id is the firewall's. */
export const firewallAttachment = defineResource<HcloudClient, Inputs, StateOf<FirewallAttachment>>({
  schema: {
    inputs: {
      firewallId: { kind: "number", required: true, replaces: true },
      serverIds: { kind: "list", unordered: true, fallback: [] },
      labelSelectors: { kind: "list", unordered: true, fallback: [] },
    },
    outputs: {},
  },

  async create({ client, inputs, signal }) {
    const id = String(inputs.firewallId);
    await applyTo(client, id, targetsOf(inputs), signal);
    return { id, shown: {} };
  },

  async read({ client, id, signal }) {
    const found = await client.find<{ firewall: wire.Firewall }>(`/firewalls/${id}`, signal);
    const targets = found?.firewall.applied_to ?? [];
    if (found === undefined || targets.length === 0) return undefined;
    return {
      shown: {
        firewallId: found.firewall.id,
        serverIds: targets.flatMap(({ server }) => (server ? [server.id] : [])),
        labelSelectors: targets.flatMap(({ label_selector }) => (label_selector ? [label_selector.selector] : [])),
      },
    };
  },

  async update({ client, id, inputs, oldInputs, signal }) {
    await changeTargets(client, id, { from: targetsOf(oldInputs), to: targetsOf(inputs) }, signal);
    return {};
  },

  async delete({ client, id, inputs, signal }) {
    await deleteIfThere(() => removeFrom(client, id, targetsOf(inputs), signal));
  },
});

function targetsOf({ serverIds, labelSelectors }: Inputs): wire.FirewallTarget[] {
  return [
    ...(serverIds ?? []).map((id) => ({ type: "server", server: { id } }) as const),
    ...(labelSelectors ?? []).map((selector) => ({ type: "label_selector", label_selector: { selector } }) as const),
  ];
}
