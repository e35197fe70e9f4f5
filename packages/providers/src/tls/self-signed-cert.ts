import { createPrivateKey } from "node:crypto";
import { type CheckFailure, defineResource, type InputsOf, ProviderError, type StateOf } from "@freehold/provider-kit";
import type { SelfSignedCert, SelfSignedCertArgs } from "@pulumi/tls";
import { certificateUses, isCertificateUse } from "./certificate-uses.ts";

type Inputs = InputsOf<SelfSignedCertArgs>;

const HOUR_MS = 60 * 60 * 1000;

/**
 * `tls.SelfSignedCert`: a certificate that its own key has signed, as internal/provider/resource_self_signed_cert.go and common_cert.go of
 * hashicorp/terraform-provider-tls at d72d90e1 make it. Every input but `earlyRenewalHours` replaces it.
 */
export const selfSignedCert = defineResource<void, Inputs, StateOf<SelfSignedCert>>({
  schema: {
    inputs: {
      allowedUses: { kind: "list", required: true, replaces: true },
      dnsNames: { kind: "list", replaces: true },
      earlyRenewalHours: { kind: "number", fallback: 0 },
      ipAddresses: { kind: "list", replaces: true },
      isCaCertificate: { kind: "boolean", replaces: true, fallback: false },
      maxPathLength: { kind: "number", replaces: true, computed: true },
      privateKeyPem: { kind: "string", replaces: true, secret: true },
      privateKeyPemWo: { kind: "string", replaces: true, secret: true },
      privateKeyPemWoVersion: { kind: "number", replaces: true },
      setAuthorityKeyId: { kind: "boolean", replaces: true, fallback: false },
      setSubjectKeyId: { kind: "boolean", replaces: true, fallback: false },
      subject: { kind: "object", replaces: true },
      uris: { kind: "list", replaces: true },
      validityPeriodHours: { kind: "number", required: true, replaces: true },
    },
    outputs: { certPem: {}, keyAlgorithm: {}, readyForRenewal: {}, validityEndTime: {}, validityStartTime: {} },
  },

  check,

  async create({ inputs }) {
    const { sign } = await import("./sign-certificate.ts");
    const key = privateKeyOf(inputs.privateKeyPem ?? "");
    const now = Math.floor(Date.now() / 1000) * 1000;
    const [notBefore, notAfter] = [new Date(now), new Date(now + inputs.validityPeriodHours * HOUR_MS)];
    const { certPem, serialNumber } = await sign(key, {
      ...{ notBefore, notAfter, commonName: inputs.subject?.commonName, isCa: inputs.isCaCertificate ?? false },
      ...{ dnsNames: inputs.dnsNames ?? [], ipAddresses: inputs.ipAddresses ?? [] },
      uses: certificateUses(inputs.allowedUses),
    });
    const shown = {
      ...{ certPem, keyAlgorithm: algorithmOf(key.asymmetricKeyType), readyForRenewal: false },
      ...{ validityStartTime: written(notBefore), validityEndTime: written(notAfter) },
      ...{ setAuthorityKeyId: false, setSubjectKeyId: false, isCaCertificate: false, earlyRenewalHours: 0, ...inputs },
    };
    return { id: BigInt(`0x${serialNumber}`).toString(), shown: shown as never };
  },

  // Nothing outside state has it, so state is the truth; there is nothing to import from.
  async read({ state }) {
    if (state.certPem === undefined) {
      throw new ProviderError("a tls.SelfSignedCert cannot be imported: it exists only in the state of its stack");
    }
    const renewFrom = Date.parse(state.validityEndTime ?? "") - (state.earlyRenewalHours ?? 0) * HOUR_MS;
    return { shown: { ...state, readyForRenewal: Date.now() >= renewFrom } as never };
  },

  // What may change without another certificate is nothing that it says.
  update: async ({ inputs, state }) => ({ ...state, ...inputs }) as never,

  async delete() {},
});

function check(inputs: Partial<Inputs>): CheckFailure[] {
  const { validityPeriodHours = 0, allowedUses = [], privateKeyPem, ipAddresses = [], dnsNames } = inputs;
  const failures: CheckFailure[] = [];
  const refuse = (property: string, reason: string) => failures.push({ property, reason });
  if (!Number.isInteger(validityPeriodHours) || validityPeriodHours < 0)
    refuse("validityPeriodHours", `must be a whole number of at least 0, got ${validityPeriodHours}`);
  for (const use of allowedUses) {
    if (typeof use === "string" && !isCertificateUse(use))
      refuse("allowedUses", `must be uses such as server_auth, got "${use}"`);
  }
  if ("privateKeyPemWo" in inputs) refuse("privateKeyPemWo", "is not built in this stand-in; give privateKeyPem");
  if ("uris" in inputs) refuse("uris", "is not built in this stand-in");
  if (privateKeyPem === "") refuse("privateKeyPem", "must be a private key in PEM");
  if (ipAddresses.includes("")) refuse("ipAddresses", "must be addresses, got an empty one");
  if (dnsNames?.includes("")) refuse("dnsNames", "must be names, got an empty one");
  return failures;
}

function privateKeyOf(text: string) {
  try {
    return createPrivateKey(text);
  } catch (cause) {
    throw new ProviderError(`Failed to parse private key PEM: ${String(cause)}`);
  }
}

function algorithmOf(type: string | undefined): string {
  return { rsa: "RSA", ec: "ECDSA", ed25519: "ED25519" }[type ?? ""] ?? "";
}

/** As Go writes a time of whole seconds. */
function written(time: Date): string {
  return time.toISOString().replace(".000Z", "Z");
}
