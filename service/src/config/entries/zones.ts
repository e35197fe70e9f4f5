import { NewDomainName } from "@freehold/model";
import { DNS_PROVIDER_NAMES } from "@freehold/stack-contract/dns-settings";
import { z } from "zod";
import type { SettingGroup } from "../setting.ts";
import { listOf } from "../values.ts";

/** `example.com` or, with the provider's id, `example.com=023e105f4ecef8ad9ca31a8372d0c353`. */
const Zone = z
  .string()
  .regex(/^[^=]+(=[^=]+)?$/, "must be zones such as example.com or example.com=<id>")
  .transform((text) => {
    const [name = "", id] = text.split("=");
    return { name, id };
  })
  .pipe(z.object({ name: NewDomainName, id: z.union([z.string(), z.undefined()]) }));

/** The domains that tenants have their names under, and who serves them. */
export const ZONES = {
  zones: {
    name: "FREEHOLD_ZONE",
    meaning:
      "Domain under which tenants get their names, as `zone` or `zone=id`; several, separated by commas, are used by turns",
    schema: listOf(Zone),
    unset: "tenants.freehold.test in the sandbox",
  },
  zoneId: {
    name: "FREEHOLD_ZONE_ID",
    meaning: "The provider's id of the zone, when there is one only (live)",
    schema: z.string(),
    unset: "looked up",
  },
  providers: {
    name: "FREEHOLD_ZONE_PROVIDER",
    meaning: "Who serves the zones: `cloudflare` or `route53`; several, separated by commas, in the zones' order",
    schema: listOf(z.enum(DNS_PROVIDER_NAMES, "must be cloudflare or route53")),
    unset: "cloudflare",
  },
  cloudflareToken: {
    name: "CLOUDFLARE_API_TOKEN",
    meaning: "Cloudflare API token that may edit the zones' DNS (live)",
    schema: z.string(),
    secret: true,
  },
  awsAccessKeyId: {
    name: "AWS_ACCESS_KEY_ID",
    meaning: "Access key that may change the record sets of zones at Route 53 (live)",
    schema: z.string(),
  },
  awsSecretAccessKey: {
    name: "AWS_SECRET_ACCESS_KEY",
    meaning: "Its secret (live)",
    schema: z.string(),
    secret: true,
  },
} as const satisfies SettingGroup;
