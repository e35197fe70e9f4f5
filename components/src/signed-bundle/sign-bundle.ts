import { createHash } from "node:crypto";
import { signSsh } from "./sign-ssh.ts";

/** Namespace of the signatures: one that was made for something else does not open a host. */
export const BUNDLE_NAMESPACE = "freehold-bundle";
/** First line of what is signed: the form's name and version. */
const FORM = "freehold-bundle 1";
/** A host takes a bundle for so long after it was signed, by the host's clock. */
export const SIGNED_FOR_SEC = 60 * 60;
const STATEMENT =
  /^freehold-bundle 1\nslot ([a-z0-9]+)\nworkload ([a-z0-9-]+)\nsha256 ([0-9a-f]{64})\nserial (\d{1,16})\nexpires (\d+)\n-----BEGIN SSH SIGNATURE-----\n/;

/** What a bundle is signed for. */
export interface BundleStatement {
  /** Tenant id of the slot. */
  slot: string;
  /** Name of the workload in the slot. */
  workload: string;
  /** SHA-256 of the bundle's line, in hexadecimal digits. */
  sha256: string;
  /** Greater than that of every bundle of the workload before, 1 to 2^53. */
  serial: number;
  /** When the host stops taking it, in seconds since 1970. */
  expiresSec: number;
}

/**
 * What `hostctl apply` of a slot reads: the statement, its signature, and the bundle as one line of base64. The same inputs make the
 * same text.
 *
 * @param bundle what `bundleOf` makes
 * @param privateKeyPem the stack's Ed25519 key, whose public half `hostctl slot create --signer` registered
 */
export function signBundle(
  bundle: string,
  { slot, workload, serial, expiresSec }: Omit<BundleStatement, "sha256">,
  privateKeyPem: string,
): string {
  const statement = [
    FORM,
    `slot ${slot}`,
    `workload ${workload}`,
    `sha256 ${bundleSha256(bundle)}`,
    `serial ${serial}`,
    `expires ${expiresSec}`,
    "",
  ].join("\n");
  return `${statement}${signSsh(statement, BUNDLE_NAMESPACE, privateKeyPem)}${bundle}\n`;
}

/** The hash by which a bundle is named: SHA-256 in hexadecimal digits. */
export function bundleSha256(bundle: string): string {
  return createHash("sha256").update(bundle).digest("hex");
}

/** The statement of a signed bundle, undefined for any other text. The signature is not verified: that is the host's part. */
export function statementOf(signedBundle: string): BundleStatement | undefined {
  const [, slot = "", workload = "", sha256 = "", serial, expires] = STATEMENT.exec(signedBundle) ?? [];
  if (serial === undefined) return undefined;
  return { slot, workload, sha256, serial: Number(serial), expiresSec: Number(expires) };
}
