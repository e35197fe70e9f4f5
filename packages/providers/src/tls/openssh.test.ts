import { execFileSync } from "node:child_process";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sshFingerprints, sshPrivateKey, sshPublicBlob, sshPublicLine } from "@freehold/ssh";
import { expect, test } from "@jest/globals";
import ssh2 from "ssh2";
import { formats } from "./private-key.ts";

const PAIRS: Record<string, { privateKey: KeyObject; publicKey: KeyObject }> = {
  "ssh-ed25519": generateKeyPairSync("ed25519"),
  "ssh-rsa": generateKeyPairSync("rsa", { modulusLength: 2048 }),
  "ecdsa-sha2-nistp256": generateKeyPairSync("ec", { namedCurve: "prime256v1" }),
  "ecdsa-sha2-nistp384": generateKeyPairSync("ec", { namedCurve: "secp384r1" }),
  "ecdsa-sha2-nistp521": generateKeyPairSync("ec", { namedCurve: "secp521r1" }),
};

for (const [type, { privateKey, publicKey }] of Object.entries(PAIRS)) {
  test(`an SSH library reads a private key of type ${type} and finds the same public key`, () => {
    const blob = sshPublicBlob(publicKey) as Buffer;

    const parsed = ssh2.utils.parseKey(sshPrivateKey(privateKey, blob));

    if (parsed instanceof Error) throw parsed;
    expect(parsed.type).toBe(type);
    expect(parsed.getPublicSSH().equals(blob)).toBe(true);
    expect(parsed.verify("text", parsed.sign("text") as Buffer)).toBe(true);
  });
}

const sshKeygen = findSshKeygen();
const keygenTest = sshKeygen ? test : test.skip;
const reason = sshKeygen ? "" : " (skipped: there is no ssh-keygen here)";

for (const [type, { privateKey, publicKey }] of Object.entries(PAIRS)) {
  keygenTest(`OpenSSH reads a private key of type ${type} and shows the same fingerprint${reason}`, () => {
    const blob = sshPublicBlob(publicKey) as Buffer;
    const folder = mkdtempSync(join(tmpdir(), "freehold-key-"));
    const file = join(folder, "key");
    writeFileSync(file, sshPrivateKey(privateKey, blob), { mode: 0o600 });

    const line = execFileSync("ssh-keygen", ["-y", "-f", file]).toString();
    const fingerprint = execFileSync("ssh-keygen", ["-l", "-f", file]).toString();
    rmSync(folder, { recursive: true });

    expect(line.trim()).toBe(sshPublicLine(blob).trim());
    expect(fingerprint.split(" ")[1]).toBe(sshFingerprints(blob).sha256);
  });
}

test("the public line ends with a newline, as the official provider writes it", () => {
  const blob = sshPublicBlob(PAIRS["ssh-ed25519"]?.publicKey as KeyObject) as Buffer;

  expect(sshPublicLine(blob)).toMatch(/^ssh-ed25519 [A-Za-z0-9+/]+\n$/);
});

test("a key on P-224, which OpenSSH does not know, has empty OpenSSH formats", () => {
  const shown = formats(generateKeyPairSync("ec", { namedCurve: "secp224r1" }));

  expect(shown).toMatchObject({ privateKeyOpenssh: "", publicKeyOpenssh: "", publicKeyFingerprintSha256: "" });
  expect(shown.privateKeyPem).toMatch(/^-----BEGIN EC PRIVATE KEY-----/);
});

test("each algorithm has the PEM form that bears its name", () => {
  const firstLine = (type: string) => formats(PAIRS[type] as (typeof PAIRS)[string]).privateKeyPem.split("\n")[0];

  expect(firstLine("ssh-rsa")).toBe("-----BEGIN RSA PRIVATE KEY-----");
  expect(firstLine("ecdsa-sha2-nistp256")).toBe("-----BEGIN EC PRIVATE KEY-----");
  expect(firstLine("ssh-ed25519")).toBe("-----BEGIN PRIVATE KEY-----");
});

function findSshKeygen(): boolean {
  try {
    execFileSync("ssh-keygen", ["-?"], { stdio: "ignore" });
    return true;
  } catch (error) {
    return (error as { code?: unknown }).code !== "ENOENT";
  }
}
