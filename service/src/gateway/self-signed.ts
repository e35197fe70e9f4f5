// @peculiar/x509 looks for it when it is loaded.
import "reflect-metadata";
import { KeyObject, webcrypto } from "node:crypto";
import { GeneralName, SubjectAlternativeNameExtension, X509CertificateGenerator } from "@peculiar/x509";
import type { TlsIdentity } from "./open-listener.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const ECDSA = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/**
 * A key and a certificate that it signs itself, for 127.0.0.1 and localhost, valid from yesterday and for a year.
 *
 * @param now Milliseconds since 1970
 */
export async function selfSigned(commonName: string, now: number): Promise<TlsIdentity> {
  const keys = await webcrypto.subtle.generateKey(ECDSA, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [commonName] }],
    keys,
    signingAlgorithm: ECDSA,
    notBefore: new Date(now - DAY_MS),
    notAfter: new Date(now + 365 * DAY_MS),
    extensions: [
      new SubjectAlternativeNameExtension([new GeneralName("dns", "localhost"), new GeneralName("ip", "127.0.0.1")]),
    ],
  });
  const key = KeyObject.from(keys.privateKey).export({ type: "pkcs8", format: "pem" }).toString();
  return { key, cert: certificate.toString("pem") };
}
