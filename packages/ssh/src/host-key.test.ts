import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { hostKeyAlgorithms, keyFingerprint, parseHostKey, SshHostKey } from "./host-key.ts";

const folder = mkdtempSync(join(tmpdir(), "freehold-host-keys-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The public half of a key that OpenSSH makes. */
function publicKey(name: string, ...type: string[]): string {
  const file = join(folder, name);
  execFileSync("ssh-keygen", ["-q", "-N", "", "-C", "root@host", "-t", ...type, "-f", file]);
  return readFileSync(`${file}.pub`, "utf8");
}

const ED25519 = publicKey("first", "ed25519");

test.each([
  ["ed25519", ["ssh-ed25519"]],
  ["ecdsa -b 256", ["ecdsa-sha2-nistp256"]],
  ["ecdsa -b 384", ["ecdsa-sha2-nistp384"]],
  ["ecdsa -b 521", ["ecdsa-sha2-nistp521"]],
  ["rsa -b 2048", ["rsa-sha2-512", "rsa-sha2-256"]],
])(
  "a host key of the kind that `ssh-keygen -t %s` makes is pinned, and proven by what OpenSSH 9 offers",
  (type, algorithms) => {
    const line = publicKey(type.replaceAll(" ", ""), ...type.split(" "));

    const key = parseHostKey(line);

    expect(key && hostKeyAlgorithms(key)).toEqual(algorithms);
    expect(SshHostKey.parse(line)).toBe(line.trim());
    const listed = execFileSync("ssh-keygen", ["-lf", "-"], { input: line, encoding: "utf8" });
    expect(listed).toContain(key && keyFingerprint(key.blob));
  },
);

test.each([
  ["the host's name before it", `192.0.2.7 ${ED25519}`, "leave out the host's name"],
  ["a key that is cut off", ED25519.slice(0, 50), "not a whole key"],
  ["a key under another type's name", ED25519.replace("ssh-ed25519", "ssh-rsa"), "not a whole key"],
  ["a private key", "-----BEGIN OPENSSH PRIVATE KEY-----", "it is a private key"],
  ["a certificate", ED25519.replace("ssh-ed25519", "ssh-ed25519-cert-v01@openssh.com"), "cannot be pinned"],
  ["a security token's", ED25519.replace("ssh-ed25519", "sk-ssh-ed25519@openssh.com"), "cannot be pinned"],
  ["nothing", "", "must be the host's public key"],
])("%s is refused with what it is", (_what, line, said) => {
  expect(SshHostKey.safeParse(line).error?.issues).toMatchObject([{ message: expect.stringContaining(said) }]);
});
