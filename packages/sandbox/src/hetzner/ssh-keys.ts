import { createHash } from "node:crypto";
import { z } from "zod";
import { invalidInput } from "./errors.ts";
import { Labels } from "./fields.ts";
import { listAnswer } from "./lists.ts";
import { operation } from "./project.ts";

const KEY_TYPES =
  /^(ssh-ed25519|ssh-rsa|ssh-dss|ecdsa-sha2-nistp(256|384|521)|sk-ssh-ed25519@openssh\.com|sk-ecdsa-sha2-nistp256@openssh\.com)$/;

// https://docs.hetzner.cloud/reference/cloud#tag/ssh-keys/list_ssh_keys
const listSshKeys = operation("GET /ssh_keys", ({ account: project, query }) =>
  listAnswer(query, project.sshKeys.all(), {
    collection: "ssh_keys",
    filters: ["name", "fingerprint"],
    sortable: ["id", "name"],
    wire: (key) => key,
  }),
);

// https://docs.hetzner.cloud/reference/cloud#tag/ssh-keys/create_ssh_key
const createSshKey = operation(
  "POST /ssh_keys",
  z.object({ name: z.string().min(1), public_key: z.string(), labels: Labels.default({}) }),
  ({ account: project, body }) => {
    const fingerprint = fingerprintOf(body.public_key);
    const row = { ...body, fingerprint, id: project.services.nextId(), created: project.services.clock.timestamp() };
    return { status: 201, body: { ssh_key: project.sshKeys.insert(row) } };
  },
);

// https://docs.hetzner.cloud/reference/cloud#tag/ssh-keys/get_ssh_key
const getSshKey = operation("GET /ssh_keys/{id}", ({ account: project, id }) => ({
  status: 200,
  body: { ssh_key: project.sshKeys.existing(id) },
}));

// https://docs.hetzner.cloud/reference/cloud#tag/ssh-keys/update_ssh_key
const updateSshKey = operation(
  "PUT /ssh_keys/{id}",
  z.object({ name: z.string().min(1).optional(), labels: Labels.optional() }),
  ({ account: project, id, body }) => {
    const key = project.sshKeys.existing(id);
    project.sshKeys.refuseDuplicate(body, key);
    Object.assign(key, body);
    return { status: 200, body: { ssh_key: key } };
  },
);

// https://docs.hetzner.cloud/reference/cloud#tag/ssh-keys/delete_ssh_key
const deleteSshKey = operation("DELETE /ssh_keys/{id}", ({ account: project, id }) => {
  project.sshKeys.delete(project.sshKeys.existing(id));
  return { status: 204 };
});

export const sshKeyOperations = [listSshKeys, createSshKey, getSshKey, updateSshKey, deleteSshKey];

/** The key's MD5 fingerprint, as `ssh-keygen -l -E md5` shows it, or the vendor's error when it is no public key. */
function fingerprintOf(publicKey: string): string {
  const [type = "", data = ""] = publicKey.trim().split(/\s+/);
  const blob = Buffer.from(data, "base64");
  // A key's data begins with its own type, after a length of four bytes.
  const named = blob.length > 4 && blob.subarray(4, 4 + blob.readUInt32BE(0)).toString() === type;
  if (!KEY_TYPES.test(type) || !named) throw invalidInput({ public_key: ["SSH key is not valid"] });
  return createHash("md5")
    .update(blob)
    .digest("hex")
    .replace(/..(?=.)/g, "$&:");
}
