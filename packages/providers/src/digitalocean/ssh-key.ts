import { defineResource, type InputsOf, type StateOf } from "@freehold/provider-kit";
import type { SshKey, SshKeyArgs } from "@pulumi/digitalocean";
import type { DigitaloceanClient } from "./client.ts";
import { deleteIfThere } from "./errors.ts";
import type * as wire from "./wire.ts";

/** `digitalocean.SshKey`. https://docs.digitalocean.com/reference/api/digitalocean/#tag/SSH-Keys */
export const sshKey = defineResource<DigitaloceanClient, InputsOf<SshKeyArgs>, StateOf<SshKey>>({
  schema: {
    inputs: {
      name: { kind: "string", notEmpty: true, autoName: { maxLength: 255 } },
      publicKey: { kind: "string", required: true, replaces: true, notEmpty: true },
    },
    outputs: { fingerprint: {} },
  },

  async create({ client, inputs, signal }) {
    const body = { name: inputs.name, public_key: inputs.publicKey };
    const { ssh_key: key } = await client.post<{ ssh_key: wire.SshKey }>("/account/keys", body, signal);
    return { id: String(key.id), shown: shownOf(key, inputs) };
  },

  async read({ client, id, inputs, signal }) {
    const found = await client.find<{ ssh_key: wire.SshKey }>(`/account/keys/${id}`, signal);
    return found && { shown: shownOf(found.ssh_key, inputs) };
  },

  async update({ client, id, inputs, signal }) {
    const { ssh_key: key } = await client.put<{ ssh_key: wire.SshKey }>(
      `/account/keys/${id}`,
      { name: inputs.name },
      signal,
    );
    return shownOf(key, inputs);
  },

  async delete({ client, id, signal }) {
    await deleteIfThere(() => client.delete(`/account/keys/${id}`, signal));
  },
});

/** A key that differs only in white space at its ends is shown as the program wrote it. */
function shownOf(key: wire.SshKey, { publicKey }: { publicKey?: string }) {
  const same = publicKey?.trim() === key.public_key.trim();
  return {
    name: key.name,
    fingerprint: key.fingerprint,
    publicKey: same && publicKey !== undefined ? publicKey : key.public_key,
  };
}
