import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { readPrivateKey, SshPrivateKey } from "./private-key.ts";

const folder = mkdtempSync(join(tmpdir(), "freehold-keys-"));
afterAll(() => rmSync(folder, { recursive: true }));

let made = 0;

/** A key that OpenSSH makes. */
function keyOf(...options: string[]): string {
  made += 1;
  const file = join(folder, String(made));
  const passphrase = options.includes("-N") ? [] : ["-N", ""];
  execFileSync("ssh-keygen", ["-q", "-f", file, ...passphrase, ...options]);
  return readFileSync(file, "utf8");
}

const ED25519 = keyOf("-t", "ed25519");
const RSA = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const EC = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
const CIPHERED = { cipher: "aes-256-cbc", passphrase: "x" } as const;

test.each([
  ["Ed25519 of OpenSSH", ED25519],
  ["RSA of OpenSSH", keyOf("-t", "rsa", "-b", "2048")],
  ["ECDSA of OpenSSH", keyOf("-t", "ecdsa", "-b", "521")],
  ["RSA in PEM form", RSA.export({ type: "pkcs1", format: "pem" }).toString()],
  ["RSA as PKCS #8", RSA.export({ type: "pkcs8", format: "pem" }).toString()],
  ["ECDSA in PEM form", EC.export({ type: "sec1", format: "pem" }).toString()],
  ["ECDSA as PKCS #8", EC.export({ type: "pkcs8", format: "pem" }).toString()],
])("a private key is taken as it is: %s", (_what, key) => {
  expect(readPrivateKey(key)).toEqual({ key });
  expect(SshPrivateKey.parse(key)).toBe(key);
});

test.each([
  ["line ends of Windows", ED25519.replaceAll("\n", "\r\n")],
  ["no last newline", ED25519.trimEnd()],
  ["a byte order mark and spaces around it", `\ufeff  ${ED25519}\n\n`],
])("%s are mended", (_what, pasted) => {
  expect(readPrivateKey(pasted)).toEqual({ key: ED25519 });
});

test("a setting without its last newline stays as stacks were built with it", () => {
  expect(SshPrivateKey.parse(ED25519.trimEnd())).toBe(ED25519.trimEnd());
});

test.each([
  ["encrypted by OpenSSH", keyOf("-t", "ed25519", "-N", "secret"), "is encrypted"],
  ["encrypted PKCS #8", RSA.export({ type: "pkcs8", format: "pem", ...CIPHERED }).toString(), "is encrypted"],
  ["encrypted PEM", RSA.export({ type: "pkcs1", format: "pem", ...CIPHERED }).toString(), "is encrypted"],
  ["public", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI root@host", "is a public key"],
  ["public, in PEM form", "-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----", "is a public key"],
  ["of PuTTY", "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none", "PuTTYgen"],
  ["in one line", ED25519.replaceAll("\n", "\\n"), "real line breaks"],
  ["cut off", `${ED25519.slice(0, 200)}\n-----END OPENSSH PRIVATE KEY-----\n`, "cut off or changed"],
  ["without its end", ED25519.slice(0, 300), "cut off or changed"],
  ["a word", "hunter2", "does not begin"],
  ["empty", " \n", "is empty"],
])("a private key that is %s is refused with what it is, and not repeated", (_what, pasted, said) => {
  const read = readPrivateKey(pasted);

  expect(read).toEqual({ fault: expect.stringContaining(said) });
  expect(JSON.stringify(read)).not.toContain(pasted.trim().slice(40, 80) || "nothing");
  expect(SshPrivateKey.safeParse(pasted).success).toBe(false);
});
