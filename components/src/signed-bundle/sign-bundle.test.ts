import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { BUNDLE_NAMESPACE, bundleSha256, signBundle, statementOf } from "./sign-bundle.ts";
import { signerOf } from "./sign-ssh.ts";

const FOR = { slot: "tabc123", workload: "supabase", serial: 1_800_000_000_123, expiresSec: 1_800_003_600 };
const BUNDLE = "H4sIAAAA";
const HAS_OPENSSH = spawnSync("ssh-keygen", ["-Y", "verify"]).error === undefined;
const testWithOpenssh = HAS_OPENSSH ? test : test.skip;
const LACK = HAS_OPENSSH ? "" : " (skipped: ssh-keygen is not on this machine)";

function newKey(): string {
  return generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }).toString();
}

/** What a host does with it: statement, signature and bundle apart, and OpenSSH's own word on the signature. */
function verify(signed: string, signer: string, { namespace = BUNDLE_NAMESPACE, identity = FOR.slot } = {}): boolean {
  const folder = mkdtempSync(join(tmpdir(), "signed-bundle-"));
  const [, statement = "", signature = ""] =
    /^((?:.*\n){6})(-----BEGIN SSH SIGNATURE-----\n[\s\S]*-----END SSH SIGNATURE-----\n)/.exec(signed) ?? [];
  writeFileSync(join(folder, "signers"), `${FOR.slot} namespaces="freehold-bundle" ${signer}\n`);
  writeFileSync(join(folder, "signature"), signature);
  const files = ["-f", join(folder, "signers"), "-s", join(folder, "signature")];
  const { status } = spawnSync("ssh-keygen", ["-Y", "verify", "-I", identity, "-n", namespace, ...files], {
    input: statement,
  });
  rmSync(folder, { recursive: true });
  return status === 0;
}

test("what is signed names slot, workload, hash, serial and expiry, each on a line of its own, before the bundle", () => {
  const signed = signBundle(BUNDLE, FOR, newKey());

  expect(signed).toMatch(
    /^freehold-bundle 1\nslot tabc123\nworkload supabase\nsha256 [0-9a-f]{64}\nserial 1800000000123\nexpires 1800003600\n-----BEGIN/,
  );
  expect(signed.split("-----END SSH SIGNATURE-----\n")[1]).toBe(`${BUNDLE}\n`);
  expect(statementOf(signed)).toEqual({ ...FOR, sha256: bundleSha256(BUNDLE) });
});

test("the same inputs make the same text, so that an unchanged update changes nothing", () => {
  const key = newKey();

  expect(signBundle(BUNDLE, FOR, key)).toBe(signBundle(BUNDLE, FOR, key));
});

testWithOpenssh(`OpenSSH verifies it for the slot and the namespace, by the signer's public key alone${LACK}`, () => {
  const key = newKey();
  const signed = signBundle(BUNDLE, FOR, key);

  expect(verify(signed, signerOf(key))).toBe(true);
  expect(verify(signed, signerOf(newKey()))).toBe(false);
  expect(verify(signed, signerOf(key), { namespace: "file" })).toBe(false);
  expect(verify(signed, signerOf(key), { identity: "tother1" })).toBe(false);
});

testWithOpenssh.each(["slot tother1", "workload other", `sha256 ${"0".repeat(64)}`, "serial 2", "expires 9999999999"])(
  `OpenSSH refuses it once the statement says %s${LACK}`,
  (line) => {
    const key = newKey();
    const [name] = line.split(" ");
    const changed = signBundle(BUNDLE, FOR, key).replace(new RegExp(`^${name} .*$`, "m"), line);

    expect(verify(changed, signerOf(key))).toBe(false);
  },
);

test("a plain bundle has no statement, and neither has one that says more than its six lines", () => {
  const signed = signBundle(BUNDLE, FOR, newKey());

  expect(statementOf(BUNDLE)).toBeUndefined();
  expect(statementOf(signed.replace("serial", "more of it\nserial"))).toBeUndefined();
});

test("a key of another kind is refused", () => {
  const pem = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "pem", type: "pkcs8" });

  expect(() => signBundle(BUNDLE, FOR, pem.toString())).toThrow("the signing key must be ed25519, got ec");
});
