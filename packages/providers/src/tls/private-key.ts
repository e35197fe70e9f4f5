import { createHash, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { defineResource, type InputsOf, ProviderError, type StateOf } from "@freehold/provider-kit";
import { sshFingerprints, sshPrivateKey, sshPublicBlob, sshPublicLine } from "@freehold/ssh";
import type { PrivateKey, PrivateKeyArgs } from "@pulumi/tls";
import { CURVES, type Curve, makeKeyPair } from "./key-pair.ts";

/** `tls.PrivateKey`: a key pair in PEM and in OpenSSH's formats. The private forms are secret. */
export const privateKey = defineResource<void, InputsOf<PrivateKeyArgs>, StateOf<PrivateKey>>({
  schema: {
    inputs: {
      algorithm: { kind: "string", required: true, replaces: true, oneOf: ["RSA", "ECDSA", "ED25519"] },
      ecdsaCurve: { kind: "string", replaces: true, fallback: "P224", oneOf: Object.keys(CURVES) },
      rsaBits: { kind: "number", replaces: true, fallback: 2048 },
    },
    outputs: {
      privateKeyOpenssh: { secret: true },
      privateKeyPem: { secret: true },
      privateKeyPemPkcs8: { secret: true },
      publicKeyFingerprintMd5: {},
      publicKeyFingerprintSha256: {},
      publicKeyOpenssh: {},
      publicKeyPem: {},
    },
  },

  async create({ inputs }) {
    const ecdsaCurve = (inputs.ecdsaCurve ?? "P224") as Curve;
    const rsaBits = inputs.rsaBits ?? 2048;
    const pair = await makeKeyPair({ algorithm: inputs.algorithm, ecdsaCurve, rsaBits });

    const shown = { ...formats(pair), algorithm: inputs.algorithm, ecdsaCurve, rsaBits };
    return { id: idOf(pair.publicKey), shown };
  },

  // Nothing outside state has the key, so state is the truth; there is nothing to import from.
  async read({ state }) {
    if (state.privateKeyPem === undefined) {
      throw new ProviderError("a tls.PrivateKey cannot be imported: it exists only in the state of its stack");
    }
    const key = createPrivateKey(state.privateKeyPem);
    return { shown: { ...state, ...formats({ privateKey: key, publicKey: createPublicKey(key) }, state) } };
  },

  async delete() {},
});

/** Every format of a key. A kind that OpenSSH does not know (P-224) has empty OpenSSH formats. */
export function formats(
  pair: { privateKey: KeyObject; publicKey: KeyObject },
  known: { privateKeyOpenssh?: string } = {},
) {
  const { privateKey, publicKey } = pair;
  const blob = sshPublicBlob(publicKey);
  const fingerprints = blob && sshFingerprints(blob);

  return {
    privateKeyPem: pem(privateKey, traditionalForm(privateKey)),
    privateKeyPemPkcs8: pem(privateKey, "pkcs8"),
    // Each writing of this format differs (it holds random check bytes): keep the one that programs already have.
    privateKeyOpenssh: known.privateKeyOpenssh ?? (blob ? sshPrivateKey(privateKey, blob) : ""),
    publicKeyPem: publicKey.export({ format: "pem", type: "spki" }).toString(),
    publicKeyOpenssh: blob ? sshPublicLine(blob) : "",
    publicKeyFingerprintSha256: fingerprints?.sha256 ?? "",
    publicKeyFingerprintMd5: fingerprints?.md5 ?? "",
  };
}

/** The form that bears the algorithm's name in its first line, where there is one. */
function traditionalForm(key: KeyObject): "pkcs1" | "sec1" | "pkcs8" {
  if (key.asymmetricKeyType === "rsa") return "pkcs1";
  return key.asymmetricKeyType === "ec" ? "sec1" : "pkcs8";
}

function pem(key: KeyObject, type: "pkcs1" | "sec1" | "pkcs8"): string {
  return key.export({ format: "pem", type } as { format: "pem"; type: "pkcs8" }).toString();
}

function idOf(publicKey: KeyObject): string {
  return createHash("sha1")
    .update(publicKey.export({ format: "der", type: "spki" }))
    .digest("hex");
}
