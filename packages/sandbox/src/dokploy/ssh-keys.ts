import { z } from "zod";
import { shownInLists } from "../kernel/effects.ts";
import { type DokployCall, idInQuery, newId, operation, success } from "./organization.ts";
import type { SshKey } from "./rows.ts";

const Create = z.object({
  name: z.string().min(1),
  description: z.string().nullable().default(null),
  privateKey: z.string().regex(/^-----BEGIN (RSA|OPENSSH) PRIVATE KEY-----\n[\s\S]+\n-----END \1 PRIVATE KEY-----\n$/),
  publicKey: z.string().regex(/^ssh-(rsa|ed25519) \S+/),
  // The session's goes before it.
  organizationId: z.string(),
});

const all = operation("GET /sshKey.all", ({ account }) =>
  success(shownInLists(account.sshKeys.all()).map((key) => wire(account.id, key))),
);

const one = operation("GET /sshKey.one", ({ account, query }) =>
  success(wire(account.id, account.sshKeys.existing(idInQuery(query, "sshKeyId")))),
);

// It reports no id: the key is found by its public half.
const create = operation("POST /sshKey.create", Create, ({ account, body }: DokployCall<z.infer<typeof Create>>) => {
  const { organizationId: _given, ...fields } = body;
  const createdAt = new Date(account.clock.now()).toISOString();
  account.sshKeys.insert({ id: newId(), createdAt, ...fields });
  return success();
});

const remove = operation("POST /sshKey.remove", z.object({ sshKeyId: z.string() }), ({ account, body }) => {
  const key = account.sshKeys.existing(body.sshKeyId);
  account.sshKeys.delete(key);
  // As the foreign key says: set null.
  for (const server of account.servers.filter(({ sshKeyId }) => sshKeyId === key.id)) server.sshKeyId = null;
  return success(wire(account.id, key));
});

export const sshKeyOperations = [all, one, create, remove];

/** The product gives the private key to nobody. */
function wire(organizationId: string, { id: sshKeyId, ...key }: SshKey) {
  return { sshKeyId, ...key, privateKey: "", lastUsedAt: null, organizationId };
}
