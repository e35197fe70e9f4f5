import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { sshPrivateKey, sshPublicBlob, sshPublicLine } from "../openssh.ts";

/** The halves of one key: `privateKey` in OpenSSH's own form, `line` as in `authorized_keys`, without a newline. */
export interface TestKey {
  privateKey: string;
  line: string;
}

/** @param key @default - a new Ed25519 key */
export function testKey(key: KeyObject = generateKeyPairSync("ed25519").privateKey): TestKey {
  const blob = sshPublicBlob(createPublicKey(key));
  if (blob === undefined) throw new Error("SSH does not know this kind of key");
  return { privateKey: sshPrivateKey(key, blob), line: sshPublicLine(blob).trim() };
}

/** Keys of a host as settings name them. */
export function testHostKeys(): { sshPrivateKey: string; hostKey: string } {
  return { sshPrivateKey: testKey().privateKey, hostKey: testKey().line };
}
