import { gunzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { withoutComments } from "../hostctl/without-comments.ts";
import { templateText } from "../templates/template-text.ts";
import { renderUserData, USER_DATA_LIMIT, type UserDataSpec } from "./user-data.ts";

const SPEC: UserDataSpec = {
  hostname: "fh-tabc123",
  user: "freehold",
  authorizedKey: "ssh-ed25519 AAAALOGIN\n",
  hostKeyPrivate: "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\nBBBB\n-----END OPENSSH PRIVATE KEY-----\n",
  hostKeyPublic: "ssh-ed25519 AAAAHOST\n",
  sshPort: 22022,
};

test("the machine is given its name, its one user and its keys", () => {
  const config = parse(renderUserData(SPEC));

  expect(config).toMatchObject({
    hostname: "fh-tabc123",
    users: [{ name: "freehold", ssh_authorized_keys: ["ssh-ed25519 AAAALOGIN"] }],
    ssh_keys: {
      ed25519_private: "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\nBBBB\n-----END OPENSSH PRIVATE KEY-----\n",
      ed25519_public: "ssh-ed25519 AAAAHOST",
    },
  });
});

test("the machine is given the loader as it is in the templates, without its comments, and hostctl not at all", () => {
  const { write_files: files } = parse(renderUserData(SPEC)) as { write_files: { path: string; content: string }[] };

  const loader = files.find((file) => file.path === "/usr/local/bin/hostctl")?.content ?? "";
  expect(gunzipSync(Buffer.from(loader, "base64")).toString()).toBe(withoutComments(templateText("host/loader")));
});

test("a script without its comments keeps its first line, its code and what only looks like a comment", () => {
  const script = '#!/bin/sh\n# why\nset -eu\n  # how\necho "$#" # said\n#\n';

  expect(withoutComments(script)).toBe('#!/bin/sh\nset -eu\necho "$#" # said\n');
});

test("user data begins as cloud-init wants it, has nothing left to fill in and stays within every cloud's limit", () => {
  const userData = renderUserData(SPEC);

  expect(userData).toMatch(/^#cloud-config\n/);
  expect(userData).not.toContain("{{");
  expect(Buffer.byteLength(userData)).toBeLessThan(USER_DATA_LIMIT);
});

test("user data that is too long is refused", () => {
  expect(() => renderUserData({ ...SPEC, authorizedKey: "x".repeat(USER_DATA_LIMIT) })).toThrow(
    /at most 8192 bytes, got \d+/,
  );
});

test("the same spec makes the same user data", () => {
  expect(renderUserData(SPEC)).toBe(renderUserData(SPEC));
});
