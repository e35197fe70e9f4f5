/** What a certificate may be used for: bits of its key usage (RFC 5280, 4.2.1.3), and object identifiers of its extended one (4.2.1.12). */
export interface CertificateUses {
  keyUsage: number;
  extended: string[];
}

const KEY_USAGES: Readonly<Record<string, number>> = {
  digital_signature: 1,
  content_commitment: 2,
  key_encipherment: 4,
  data_encipherment: 8,
  key_agreement: 16,
  cert_signing: 32,
  crl_signing: 64,
  encipher_only: 128,
  decipher_only: 256,
};

const PURPOSES = "1.3.6.1.5.5.7.3";
const EXTENDED: Readonly<Record<string, string>> = {
  any_extended: "2.5.29.37.0",
  server_auth: `${PURPOSES}.1`,
  client_auth: `${PURPOSES}.2`,
  code_signing: `${PURPOSES}.3`,
  email_protection: `${PURPOSES}.4`,
  ipsec_end_system: `${PURPOSES}.5`,
  ipsec_tunnel: `${PURPOSES}.6`,
  ipsec_user: `${PURPOSES}.7`,
  timestamping: `${PURPOSES}.8`,
  ocsp_signing: `${PURPOSES}.9`,
  microsoft_server_gated_crypto: "1.3.6.1.4.1.311.10.3.3",
  netscape_server_gated_crypto: "2.16.840.1.113730.4.1",
  microsoft_commercial_code_signing: "1.3.6.1.4.1.311.2.1.22",
  microsoft_kernel_code_signing: "1.3.6.1.4.1.311.61.1.1",
};

export function isCertificateUse(use: string): boolean {
  return Object.hasOwn(KEY_USAGES, use) || Object.hasOwn(EXTENDED, use);
}

/** The uses by the official provider's names for them. */
export function certificateUses(names: readonly string[]): CertificateUses {
  return {
    keyUsage: names.reduce((bits, name) => bits | (KEY_USAGES[name] ?? 0), 0),
    extended: names.flatMap((name) => EXTENDED[name] ?? []),
  };
}
