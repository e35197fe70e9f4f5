import { createHash } from "node:crypto";
import { z } from "zod";
import { notFound, unprocessable } from "./errors.ts";
import { listAnswer } from "./lists.ts";
import type { SshKey } from "./rows.ts";
import { operation, type Team } from "./team.ts";

const Name = z.string().min(1, "can't be blank");

/** The key with the id or the fingerprint, or undefined. */
export function findSshKey(team: Team, reference: number | string): SshKey | undefined {
  return team.sshKeys.find(({ id, fingerprint }) => String(id) === String(reference) || fingerprint === reference);
}

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/sshKeys_list
const listKeys = operation("GET /account/keys", ({ account: team, request }) =>
  listAnswer(request, "ssh_keys", team.sshKeys.all(), (key) => key),
);

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/sshKeys_create
const createKey = operation(
  "POST /account/keys",
  z.object({ name: Name, public_key: z.string() }),
  ({ account: team, body }) => {
    const fingerprint = fingerprintOf(body.public_key);
    const key = team.sshKeys.insert({ id: team.services.nextId(), ...body, fingerprint });
    return { status: 201, body: { ssh_key: key } };
  },
);

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/sshKeys_get
const getKey = operation("GET /account/keys/{key}", ({ account: team, params }) => ({
  status: 200,
  body: { ssh_key: existing(team, params.key) },
}));

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/sshKeys_update
const updateKey = operation(
  "PUT /account/keys/{key}",
  z.object({ name: Name.optional() }),
  ({ account: team, params, body }) => {
    const key = existing(team, params.key);
    Object.assign(key, body);
    return { status: 200, body: { ssh_key: key } };
  },
);

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/sshKeys_delete
const deleteKey = operation("DELETE /account/keys/{key}", ({ account: team, params }) => {
  team.sshKeys.delete(existing(team, params.key));
  return { status: 204 };
});

export const sshKeyOperations = [listKeys, createKey, getKey, updateKey, deleteKey];

/** Clients may write the colons of a fingerprint percent-encoded. */
function existing(team: Team, reference = ""): SshKey {
  const key = findSshKey(team, decodeURIComponent(reference));
  if (key === undefined) throw notFound();
  return key;
}

/** The key's MD5 fingerprint, or the vendor's error when it is no public key. */
function fingerprintOf(publicKey: string): string {
  const [type = "", data = ""] = publicKey.trim().split(/\s+/);
  const blob = Buffer.from(data, "base64");
  // A key's data begins with its own type, after a length of four bytes.
  const named = blob.length > 4 && blob.subarray(4, 4 + blob.readUInt32BE(0)).toString() === type;
  if (!named) throw unprocessable("Key invalid, key should be of the format `type key [comment]`");
  return createHash("md5")
    .update(blob)
    .digest("hex")
    .replace(/..(?=.)/g, "$&:");
}
