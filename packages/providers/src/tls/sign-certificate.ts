// @peculiar/x509 looks for it when it is loaded.
import "reflect-metadata";
import { createPublicKey, type KeyObject, webcrypto } from "node:crypto";
import { ProviderError } from "@freehold/provider-kit";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";
import type { CertificateUses } from "./certificate-uses.ts";

/** What a certificate says. */
export interface CertificateText {
  commonName: string | undefined;
  dnsNames: readonly string[];
  ipAddresses: readonly string[];
  uses: CertificateUses;
  isCa: boolean;
  notBefore: Date;
  notAfter: Date;
}

/** A certificate of a key that the key itself has signed. Its serial number is in hexadecimal digits. */
export async function sign(
  key: KeyObject,
  { commonName, dnsNames, ipAddresses, uses, isCa, notBefore, notAfter }: CertificateText,
): Promise<{ certPem: string; serialNumber: string }> {
  const { keyUsage, extended } = uses;
  const names = [
    ...dnsNames.map((value) => ({ type: "dns" as const, value })),
    ...ipAddresses.map((value) => ({ type: "ip" as const, value })),
  ];
  const algorithm = algorithmOf(key);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: commonName === undefined ? [] : [{ CN: [commonName] }],
    keys: await keysOf(key, algorithm),
    signingAlgorithm: { ...algorithm, hash: "SHA-256" },
    ...{ notBefore, notAfter },
    extensions: [
      ...(keyUsage === 0 ? [] : [new KeyUsagesExtension(keyUsage, true)]),
      ...(extended.length === 0 ? [] : [new ExtendedKeyUsageExtension(extended)]),
      new BasicConstraintsExtension(isCa, undefined, true),
      ...(names.length === 0 ? [] : [new SubjectAlternativeNameExtension(names)]),
    ],
  });
  return { certPem: `${certificate.toString("pem")}\n`, serialNumber: certificate.serialNumber };
}

interface KeyAlgorithm {
  name: string;
  namedCurve?: string;
  hash?: string;
}

function algorithmOf(key: KeyObject): KeyAlgorithm {
  switch (key.asymmetricKeyType) {
    case "rsa":
      return { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
    case "ec":
      return { name: "ECDSA", namedCurve: curveOf(key) };
    default:
      return { name: "Ed25519" };
  }
}

function curveOf(key: KeyObject): string {
  const curves: Record<string, string> = { prime256v1: "P-256", secp384r1: "P-384", secp521r1: "P-521" };
  const name = key.asymmetricKeyDetails?.namedCurve ?? "";
  const curve = curves[name];
  if (curve !== undefined) return curve;
  throw new ProviderError(`certificates of keys on the curve ${name} are not built in this stand-in`);
}

async function keysOf(key: KeyObject, algorithm: KeyAlgorithm): Promise<webcrypto.CryptoKeyPair> {
  const load = (format: "pkcs8" | "spki", from: Buffer, use: "sign" | "verify") =>
    webcrypto.subtle.importKey(format, from, algorithm as webcrypto.EcKeyImportParams, true, [use]);
  return {
    privateKey: await load("pkcs8", key.export({ type: "pkcs8", format: "der" }), "sign"),
    publicKey: await load("spki", createPublicKey(key).export({ type: "spki", format: "der" }), "verify"),
  };
}
