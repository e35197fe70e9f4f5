import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import ssh2, { type ServerHostKeyAlgorithm } from "ssh2";
import { connectPinned, type SshTarget } from "./connect-pinned.ts";
import { type TestKey, testKey } from "./testing/test-keys.ts";

const ed25519 = testKey();
const login = testKey();
const KEYS: Readonly<Record<string, TestKey>> = {
  ed25519,
  "ecdsa-256": testKey(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey),
  "ecdsa-384": testKey(generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey),
  "ecdsa-521": testKey(generateKeyPairSync("ec", { namedCurve: "P-521" }).privateKey),
  rsa: testKey(generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey),
};

/** What sshd of OpenSSH 9 proves its host keys by, in its order: `ssh -Q HostKeyAlgorithms` without certificates and tokens. */
const OPENSSH_9: ServerHostKeyAlgorithm[] = [
  ...(["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"] as const),
  ...(["rsa-sha2-512", "rsa-sha2-256"] as const),
];

let server: ssh2.Server;
let port: number;
beforeAll(async () => {
  const hostKeys = Object.values(KEYS).map(({ privateKey }) => privateKey);
  server = new ssh2.Server({ hostKeys, algorithms: { serverHostKey: OPENSSH_9 } }, (session) => {
    session.on("error", () => {});
    session.on("authentication", (asked) => {
      const isKnown = asked.method === "publickey" && login.line.includes(asked.key.data.toString("base64"));
      if (isKnown) asked.accept();
      else asked.reject();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
});
afterAll(() => void server.close());

function connect(more: Partial<SshTarget> = {}) {
  const to = { host: "127.0.0.1", port, user: "root", privateKey: login.privateKey, hostKey: ed25519.line };
  return connectPinned({ ...to, ...more }, 5_000);
}

test.each(Object.keys(KEYS))(
  "a machine with keys of every type proves the pinned one, whichever it is: %s",
  async (type) => {
    const client = await connect({ hostKey: KEYS[type]?.line ?? "" });

    client.end();
  },
);

test("a machine that shows another key of the pinned type is not talked to", async () => {
  const other = testKey();

  await expect(connect({ hostKey: other.line })).rejects.toMatchObject({
    kind: "host_key",
    shown: expect.any(Buffer),
    message: expect.stringMatching(/expected ssh-ed25519 SHA256:\S+, got ssh-ed25519 SHA256:/),
  });
});

test("a machine without a key of the pinned type, with another login key, or that is not there fails as what it is", async () => {
  const strange = { privateKey: testKey().privateKey };

  await expect(connect(strange)).rejects.toMatchObject({ kind: "authentication" });
  await expect(connect({ port: 1 })).rejects.toMatchObject({ kind: "unreachable" });
  await expect(connect({ hostKey: "ssh-ed25519 AAAA" })).rejects.toMatchObject({ kind: "host_key" });
});
