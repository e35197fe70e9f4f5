import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as tls from "@pulumi/tls";
import { valueOrEmpty } from "../value-or-empty.ts";
import type { Secret } from "./manifest/secret-schema.ts";
import { signToken } from "./sign-token.ts";

/** The secrets of a version by name; of a key also its public half, as `<name>.public`. */
export type WorkloadSecrets = Record<string, string>;

/**
 * Makes the secrets of a version, each a resource of its own: written once, kept in the stack's state, the same at every update. A token is
 * no resource: it follows from what signs it and from the time at which the workload's tokens were first made.
 */
export function createSecrets(
  name: string,
  secrets: Readonly<Record<string, Secret>>,
  parent: pulumi.ComponentResource,
): pulumi.Output<WorkloadSecrets> {
  const made = Object.entries(secrets).flatMap(([key, secret]) =>
    makeSecret(key, `${name}-${kebab(key)}`, secret, parent),
  );
  const tokens = Object.entries(secrets).filter(([, { form }]) => form === "jwt");
  const issuedAt = tokens.length === 0 ? 0 : createIssueTime(name, Date.now(), parent);
  return pulumi.secret(
    pulumi.all([pulumi.all(Object.fromEntries(made)), issuedAt]).apply(([values, issuedAtSec]) => {
      const signed = tokens.flatMap(([key, secret]) =>
        secret.form === "jwt"
          ? [[key, signToken(secret.claims, values[secret.signedBy] ?? "", issuedAtSec, secret.lifeSec)] as const]
          : [],
      );
      return { ...values, ...Object.fromEntries(signed) };
    }),
  );
}

type Named = readonly [string, pulumi.Output<string>];

function makeSecret(key: string, name: string, secret: Secret, parent: pulumi.ComponentResource): Named[] {
  const opts = { parent };
  switch (secret.form) {
    case "hex":
      return [[key, valueOrEmpty(new random.RandomBytes(name, { length: secret.bytes }, opts).hex)]];
    case "alphanumeric":
      return [
        [key, valueOrEmpty(new random.RandomPassword(name, { length: secret.length, special: false }, opts).result)],
      ];
    case "uuid":
      return [[key, valueOrEmpty(new random.RandomUuid(name, {}, opts).result)]];
    case "rsa":
      return keyPair(key, new tls.PrivateKey(name, { algorithm: "RSA", rsaBits: secret.bits }, opts));
    case "ed25519":
      return keyPair(key, new tls.PrivateKey(name, { algorithm: "ED25519" }, opts));
    case "jwt":
      return [];
  }
}

function keyPair(key: string, { privateKeyPemPkcs8, publicKeyPem }: tls.PrivateKey): Named[] {
  return [
    [key, valueOrEmpty(privateKeyPemPkcs8)],
    [`${key}.public`, valueOrEmpty(publicKeyPem)],
  ];
}

/**
 * The time at which the workload's tokens were made, in seconds since 1970. It is written at the first update and ignored at all
 * later ones, so that the tokens stay the same.
 */
function createIssueTime(name: string, nowMs: number, parent: pulumi.ComponentResource): pulumi.Output<number> {
  const issued = new random.RandomId(
    `${name}-issued-at`,
    { byteLength: 4, keepers: { issuedAtSec: String(Math.floor(nowMs / 1000)) } },
    { parent, ignoreChanges: ["keepers"] },
  );
  return issued.keepers.apply((keepers) => Number(keepers?.issuedAtSec));
}

function kebab(key: string): string {
  return key.toLowerCase().replaceAll("_", "-");
}
