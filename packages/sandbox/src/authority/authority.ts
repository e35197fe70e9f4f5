// @peculiar/x509 looks for it when it is loaded.
import "reflect-metadata";
import { KeyObject, webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import type { TlsIdentity } from "../kernel/http.ts";

/** A certificate authority of this machine. */
export interface Authority {
  /** Its own certificate, PEM: whoever trusts it trusts what it signs. */
  certificate: string;
  /**
   * A key and a certificate for names, with nothing between it and the authority's own.
   *
   * @param notAfter Milliseconds since 1970. @default - 90 days from now, as Let's Encrypt has it
   */
  issue(names: readonly string[], notAfter?: number): Promise<TlsIdentity>;
}

const ECDSA = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY_MS = 24 * 60 * 60 * 1000;
const LIFE_MS = 90 * DAY_MS;
const OWN_LIFE_MS = 3650 * DAY_MS;

/** Makes an authority, with a key that nobody else has. */
export async function createAuthority(commonName: string): Promise<Authority> {
  const keys = await newKeys();
  const now = Date.now();
  const own = await X509CertificateGenerator.createSelfSigned({
    ...{ name: [{ CN: [commonName] }], keys, signingAlgorithm: ECDSA },
    ...{ notBefore: new Date(now - DAY_MS), notAfter: new Date(now + OWN_LIFE_MS) },
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  });
  return {
    certificate: own.toString("pem"),
    issue: (names, notAfter = Date.now() + LIFE_MS) => issue({ own, key: keys.privateKey }, names, notAfter),
  };
}

async function issue(
  issuer: { own: X509Certificate; key: webcrypto.CryptoKey },
  names: readonly string[],
  notAfter: number,
): Promise<TlsIdentity> {
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.create({
    ...{ subject: [{ CN: [names[0] ?? ""] }], issuer: issuer.own.subject },
    ...{ publicKey: keys.publicKey, signingKey: issuer.key, signingAlgorithm: ECDSA },
    ...{ notBefore: new Date(Math.min(Date.now(), notAfter) - DAY_MS), notAfter: new Date(notAfter) },
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new SubjectAlternativeNameExtension(names.map((value) => ({ type: "dns", value }))),
    ],
  });
  const key = KeyObject.from(keys.privateKey).export({ type: "pkcs8", format: "pem" }).toString();
  return { key, cert: certificate.toString("pem") };
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ECDSA, true, ["sign", "verify"]);
}
