import { defineResource, type InputsOf, type StateOf } from "@freehold/provider-kit";
import type { SshKey, SshKeyArgs } from "@pulumi/hcloud";
import type { HcloudClient } from "./client.ts";
import { deleteIfThere } from "./deletion.ts";
import { labelFailures } from "./label-failures.ts";
import { namedInputs, putNameAndLabels } from "./named.ts";
import type * as wire from "./wire.ts";

/** `hcloud.SshKey`. https://docs.hetzner.cloud/reference/cloud#ssh-keys */
export const sshKey = defineResource<HcloudClient, InputsOf<SshKeyArgs>, StateOf<SshKey>>({
  schema: {
    inputs: { ...namedInputs, publicKey: { kind: "string", required: true, replaces: true } },
    outputs: { fingerprint: {} },
  },

  check: labelFailures,

  async create({ client, inputs, signal }) {
    const body = { name: inputs.name, public_key: inputs.publicKey, labels: inputs.labels ?? {} };
    const { ssh_key: key } = await client.post<{ ssh_key: wire.SshKey }>("/ssh_keys", body, signal);
    return { id: String(key.id), shown: shownOf(key, inputs) };
  },

  async read({ client, id, inputs, signal }) {
    const found = await client.find<{ ssh_key: wire.SshKey }>(`/ssh_keys/${id}`, signal);
    return found && { shown: shownOf(found.ssh_key, inputs) };
  },

  async update({ client, id, inputs, signal }) {
    const { ssh_key: live } = await client.get<{ ssh_key: wire.SshKey }>(`/ssh_keys/${id}`, signal);
    await putNameAndLabels(client, `/ssh_keys/${id}`, inputs, live, signal);
    const { ssh_key: key } = await client.get<{ ssh_key: wire.SshKey }>(`/ssh_keys/${id}`, signal);
    return shownOf(key, inputs);
  },

  async delete({ client, id, signal }) {
    await deleteIfThere(() => client.delete(`/ssh_keys/${id}`, signal));
  },
});

/** The vendor trims the key: one that differs only in white space at its ends is shown as the program wrote it. */
function shownOf(key: wire.SshKey, { publicKey }: { publicKey?: string }) {
  const same = publicKey?.trim() === key.public_key.trim();
  return {
    name: key.name,
    labels: key.labels,
    fingerprint: key.fingerprint,
    publicKey: same && publicKey !== undefined ? publicKey : key.public_key,
  };
}
