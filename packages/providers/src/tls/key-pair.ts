import { generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";

const generate = promisify(generateKeyPair);

/** The curves that `ecdsaCurve` may name, and OpenSSL's names for them. */
export const CURVES = { P224: "secp224r1", P256: "prime256v1", P384: "secp384r1", P521: "secp521r1" } as const;

export type Curve = keyof typeof CURVES;

/** Which key to make. */
export interface KeySpec {
  algorithm: string;
  ecdsaCurve: Curve;
  rsaBits: number;
}

/** Makes a key pair. */
export function makeKeyPair(spec: KeySpec): Promise<{ privateKey: KeyObject; publicKey: KeyObject }> {
  switch (spec.algorithm) {
    case "RSA":
      return generate("rsa", { modulusLength: spec.rsaBits });
    case "ECDSA":
      return generate("ec", { namedCurve: CURVES[spec.ecdsaCurve] });
    default:
      return generate("ed25519");
  }
}
