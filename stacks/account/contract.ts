import {
  type ConfigEntry,
  parseStackSettings,
  type StackSetting,
  writeStackSettings,
} from "@freehold/components/stack-settings";
import { z } from "zod";

/** Project name of the account's stack; its configuration keys are in the namespace of the same name. */
export const ACCOUNT_PROJECT = "freehold-account";

const Cidr = z.union([z.cidrv4(), z.cidrv6()], "must be a network in CIDR form, such as 192.0.2.0/24");
const Port = z.number().int().min(1).max(65535);

/** What the account's stack is configured with. Keys are those of `Pulumi.<stack>.yaml`, without the namespace. */
export const AccountStackConfig = z.strictObject({
  /** Port of the machines' SSH server. */
  sshPort: Port.default(22),
  /** Networks that may reach SSH. There is no default: the service's own addresses belong here. */
  sshAllowedFrom: z.array(Cidr).min(1),
  /** Further TCP ports of the `web` profile, such as the tenants' database ports `55000-55999`. */
  openPorts: z
    .array(
      z.strictObject({
        port: z.string().regex(/^\d{1,5}(-\d{1,5})?$/, "must be a port or a range, such as 55000-55999"),
        allowedFrom: z.array(Cidr).min(1),
      }),
    )
    .default([]),
  providers: z.strictObject({
    hcloud: z.strictObject({ token: z.string().min(1), endpoint: z.url().optional() }),
  }),
});
export type AccountStackConfig = z.infer<typeof AccountStackConfig>;
/** As {@link AccountStackConfig}, before the defaults are filled in. */
export type AccountStackConfigInput = z.input<typeof AccountStackConfig>;

/** What the account's stack answers. */
export const AccountStackOutputs = z.object({
  /** Firewall profiles by name: the cloud's id of each and the selector that applies it to machines. */
  firewallProfiles: z.record(z.string(), z.object({ id: z.string(), selector: z.string() })),
});
export type AccountStackOutputs = z.infer<typeof AccountStackOutputs>;

/** Every setting: where an operator sets it, and where it stands in {@link AccountStackConfig}. */
export const ACCOUNT_SETTINGS: readonly StackSetting[] = [
  { key: `${ACCOUNT_PROJECT}:sshPort`, path: ["sshPort"], as: "number", env: "FREEHOLD_SSH_PORT" },
  { key: `${ACCOUNT_PROJECT}:sshAllowedFrom`, path: ["sshAllowedFrom"], as: "json" },
  { key: `${ACCOUNT_PROJECT}:openPorts`, path: ["openPorts"], as: "json" },
  { key: "hcloud:token", path: ["providers", "hcloud", "token"], as: "text", secret: true, env: "HCLOUD_TOKEN" },
  { key: "hcloud:endpoint", path: ["providers", "hcloud", "endpoint"], as: "text", env: "HCLOUD_ENDPOINT" },
];

/**
 * Checks a configuration and fills in its defaults.
 *
 * @throws FreeholdError `invalid_request` that names every wrong key, the value got, what is allowed and the command that sets it.
 */
export function parseAccountConfig(raw: unknown): AccountStackConfig {
  return parseStackSettings(AccountStackConfig, ACCOUNT_SETTINGS, raw);
}

/** The configuration map that makes a stack run with this configuration. */
export function toAccountStackConfig(config: AccountStackConfigInput): Record<string, ConfigEntry> {
  return writeStackSettings(ACCOUNT_SETTINGS, parseAccountConfig(config));
}
