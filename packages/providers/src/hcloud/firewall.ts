import { defineResource } from "@freehold/provider-kit";
import type { HcloudClient } from "./client.ts";
import { deleteIfThere } from "./deletion.ts";
import { type FirewallInputs, type FirewallState, shownFirewall, wireRule, wireTarget } from "./firewall-model.ts";
import { bareTargets, changeTargets, removeFrom } from "./firewall-targets.ts";
import { labelFailures } from "./label-failures.ts";
import { namedInputs, putNameAndLabels } from "./named.ts";
import { retryWhile } from "./retry.ts";
import { ruleFailures } from "./rule-failures.ts";
import type * as wire from "./wire.ts";

/** `hcloud.Firewall`. https://docs.hetzner.cloud/reference/cloud#firewalls */
export const firewall = defineResource<HcloudClient, FirewallInputs, FirewallState>({
  schema: {
    inputs: {
      ...namedInputs,
      rules: { kind: "list", unordered: true, fallback: [] },
      applyTos: { kind: "list", unordered: true, computed: true },
    },
    outputs: {},
  },

  check: (inputs) => [...labelFailures(inputs), ...ruleFailures(inputs)],

  async create({ client, inputs, signal, recordId }) {
    const body = {
      name: inputs.name,
      labels: inputs.labels ?? {},
      rules: (inputs.rules ?? []).map(wireRule),
      apply_to: (inputs.applyTos ?? []).map(wireTarget),
    };
    const ordered = await client.post<{ firewall: wire.Firewall; actions: wire.Action[] }>("/firewalls", body, signal);
    const id = String(ordered.firewall.id);
    recordId(id, shownFirewall(ordered.firewall, inputs));
    await client.waitFor(ordered.actions, signal);
    return { id, shown: shownFirewall(await getFirewall(client, id, signal), inputs) };
  },

  async read({ client, id, inputs, signal }) {
    const found = await client.find<{ firewall: wire.Firewall }>(`/firewalls/${id}`, signal);
    return found && { shown: shownFirewall(found.firewall, inputs) };
  },

  async update({ client, id, inputs, signal }) {
    const live = await getFirewall(client, id, signal);
    await putNameAndLabels(client, `/firewalls/${id}`, inputs, live, signal);
    await client.act(`/firewalls/${id}`, "set_rules", { rules: (inputs.rules ?? []).map(wireRule) }, signal);
    if (inputs.applyTos) {
      const change = { from: bareTargets(live.applied_to), to: inputs.applyTos.map(wireTarget) };
      await changeTargets(client, id, change, signal);
    }
    return shownFirewall(await getFirewall(client, id, signal), inputs);
  },

  // Servers that are being deleted hold their firewall until they are gone.
  async delete({ client, id, signal }) {
    await deleteIfThere(async () => {
      await removeFrom(client, id, bareTargets((await getFirewall(client, id, signal)).applied_to), signal);
      await retryWhile(["resource_in_use"], () => client.delete(`/firewalls/${id}`, signal), signal);
    });
  },
});

async function getFirewall(client: HcloudClient, id: string, signal: AbortSignal): Promise<wire.Firewall> {
  return (await client.get<{ firewall: wire.Firewall }>(`/firewalls/${id}`, signal)).firewall;
}
