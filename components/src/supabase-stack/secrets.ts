import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { valueOrEmpty } from "../value-or-empty.ts";
import type { TemplateVersion } from "./manifest.ts";

/** Makes the secrets of a version, each a resource of its own and in hexadecimal digits: written once, kept in the stack's state, the same at every update. */
export function createSecrets(
  name: string,
  secrets: TemplateVersion["secrets"],
  parent: pulumi.ComponentResource,
): pulumi.Output<Record<string, string>> {
  const made = Object.entries(secrets).map(
    ([key, length]) =>
      [key, valueOrEmpty(new random.RandomBytes(`${name}-${kebab(key)}`, { length }, { parent }).hex)] as const,
  );
  return pulumi.secret(pulumi.all(Object.fromEntries(made)));
}

/**
 * The time at which the project's API keys were made, in seconds since 1970. It is written at the first update and ignored at all
 * later ones, so that the keys stay the same.
 */
export function createIssueTime(name: string, nowMs: number, parent: pulumi.ComponentResource): pulumi.Output<number> {
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
