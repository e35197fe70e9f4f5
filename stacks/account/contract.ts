import { Cloud, Template } from "@freehold/model";
import { MACHINE_PROVIDER_SETTINGS, MachineProviders, requireProvider } from "@freehold/stack-contract/cloud-settings";
import { Cidr, Port } from "@freehold/stack-contract/setting-values";
import { type StackSetting, settingsOf, stackContract } from "@freehold/stack-contract/stack-settings";
import { z } from "zod";

/** Project name of the account's stack; its configuration keys are in the namespace of the same name. */
export const ACCOUNT_PROJECT = "freehold-account";

const AccountSettings = z.strictObject({
  /** Cloud that the account is at. */
  cloud: Cloud.default("hetzner"),
  /** Port of the machines' SSH server. */
  sshPort: Port.default(22),
  /** Networks that may reach SSH. There is no default: the service's own addresses belong here. */
  sshAllowedFrom: z.array(Cidr).min(1),
  /** Further TCP ports of the `web` profile, such as the tenants' database ports `55000-55999`. */
  openPorts: z
    .array(
      z.strictObject({
        port: z.string().refine(isPortRange, "must be a port or a range of 1 to 65535, such as 55000-55999"),
        allowedFrom: z.array(Cidr).min(1),
      }),
    )
    .default([]),
  /**
   * An image that machines are provisioned from: version, region of the machine that it is taken of, and the template whose container images
   * are on it. `builder`: first true, then false, as in the component GoldenImage.
   */
  goldenImage: z
    .strictObject({
      version: z.string().min(1).max(30),
      region: z.string().min(1).max(64),
      template: Template.optional(),
      /** Container images of a template that is not ours, in place of those of `template`. @default - those of `template` */
      images: z.array(z.string().min(1)).optional(),
      builder: z.boolean().default(true),
    })
    .optional(),
  providers: MachineProviders,
});
/** What the account's stack is configured with. Keys are those of `Pulumi.<stack>.yaml`, without the namespace. */
export const AccountStackConfig = AccountSettings.superRefine(requireProvider);
export type AccountStackConfig = z.infer<typeof AccountStackConfig>;
/** As {@link AccountStackConfig}, before the defaults are filled in. */
export type AccountStackConfigInput = z.input<typeof AccountStackConfig>;

/** As the clouds have it: no port 0, and no range that runs backwards. */
function isPortRange(text: string): boolean {
  const [first = 0, last = first] = /^\d{1,5}(-\d{1,5})?$/.test(text) ? text.split("-").map(Number) : [];
  return first >= 1 && first <= last && last <= 65_535;
}

const FirewallProfile = z.object({ id: z.string(), selector: z.string() });
/** A firewall profile: the cloud's id of it, and the label selector or tag that applies it to machines. */
export type FirewallProfile = z.infer<typeof FirewallProfile>;

/** What the account's stack answers. */
export const AccountStackOutputs = z.object({
  /** Firewall profiles by name. */
  firewallProfiles: z.record(z.string(), FirewallProfile),
  /** The cloud's id of the golden image, where one is configured. */
  goldenImage: z.string().optional(),
});
export type AccountStackOutputs = z.infer<typeof AccountStackOutputs>;

const own = settingsOf(ACCOUNT_PROJECT);

/** Every setting: where an operator sets it, and where it stands in {@link AccountStackConfig}. */
export const ACCOUNT_SETTINGS: readonly StackSetting[] = [
  own("cloud"),
  own("sshPort", { as: "number", env: "FREEHOLD_SSH_PORT" }),
  own("sshAllowedFrom", { as: "json" }),
  own("openPorts", { as: "json" }),
  own("goldenImage", { as: "json" }),
  ...MACHINE_PROVIDER_SETTINGS,
];

const contract = stackContract(AccountStackConfig, ACCOUNT_SETTINGS);
/** Checks a configuration and fills in its defaults. */
export const parseAccountConfig = contract.parse;
/** The configuration map that makes a stack run with this configuration. */
export const toAccountStackConfig = contract.write;
