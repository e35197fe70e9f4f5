import { createPrivateKey, createPublicKey } from "node:crypto";
import { sshPrivateKey, sshPublicBlob } from "../../tls/openssh.ts";

const PKCS8 = /^-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/;

/** A private key in a form that `ssh2` reads. It does not know PKCS #8, which the official plugin takes. */
export function readableKey(privateKey: string, passphrase: string | undefined): string {
  if (!PKCS8.test(privateKey.trimStart())) return privateKey;
  const key = createPrivateKey({ key: privateKey, ...(passphrase === undefined ? {} : { passphrase }) });
  const blob = sshPublicBlob(createPublicKey(key));
  return blob === undefined ? privateKey : sshPrivateKey(key, blob);
}
