import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { expect, test } from "@jest/globals";
import { selfSignedCert } from "./self-signed-cert.ts";

const KEYS = {
  ECDSA: generateKeyPairSync("ec", { namedCurve: "prime256v1" }),
  RSA: generateKeyPairSync("rsa", { modulusLength: 2048 }),
  ED25519: generateKeyPairSync("ed25519"),
};

const INPUTS = {
  subject: { commonName: "freehold-database" },
  dnsNames: ["acme.example.com"],
  ipAddresses: ["127.0.0.1"],
  allowedUses: ["digital_signature", "server_auth"],
  validityPeriodHours: 24,
};

async function made(algorithm: keyof typeof KEYS) {
  const privateKeyPem = KEYS[algorithm].privateKey.export({ format: "pem", type: "pkcs8" }).toString();
  const { id, shown } = await selfSignedCert.create({ inputs: { ...INPUTS, privateKeyPem } } as never);
  return { id, shown: shown as Record<string, string> };
}

test.each(Object.keys(KEYS) as (keyof typeof KEYS)[])(
  "a certificate of a key of kind %s is signed by it, and has the names, the uses and the time that were asked for",
  async (algorithm) => {
    const { id, shown } = await made(algorithm);

    const certificate = new X509Certificate(shown.certPem ?? "");
    expect(certificate.verify(KEYS[algorithm].publicKey)).toBe(true);
    expect(certificate.checkHost("acme.example.com")).toBe("acme.example.com");
    expect(certificate.checkHost("other.example.com")).toBeUndefined();
    expect(certificate.checkIP("127.0.0.1")).toBe("127.0.0.1");
    expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
    expect(certificate.ca).toBe(false);
    expect(certificate.subject).toBe("CN=freehold-database");
    expect(BigInt(id).toString(16)).toBe(certificate.serialNumber.toLowerCase().replace(/^0+/, ""));
    expect(Date.parse(shown.validityEndTime ?? "") - Date.parse(shown.validityStartTime ?? "")).toBe(86_400_000);
    expect(shown.keyAlgorithm).toBe(algorithm);
  },
);

test("a certificate in its last hours is ready for renewal, as the official provider tells it at a refresh", async () => {
  const { shown } = await made("ECDSA");
  const read = async (earlyRenewalHours: number) =>
    (await selfSignedCert.read({ state: { ...shown, earlyRenewalHours } } as never))?.shown;

  expect(await read(1)).toMatchObject({ readyForRenewal: false });
  expect(await read(25)).toMatchObject({ readyForRenewal: true });
});

test.each([
  ["a use that nobody knows", { allowedUses: ["serverAuth"] }, "allowedUses"],
  ["a life that ends before it begins", { validityPeriodHours: -1 }, "validityPeriodHours"],
  ["an empty address", { ipAddresses: [""] }, "ipAddresses"],
])("%s is refused, as by the official provider", (_what, change, property) => {
  expect(selfSignedCert.check?.({ ...INPUTS, ...change }).map((failure) => failure.property)).toEqual([property]);
});
