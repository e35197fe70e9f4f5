import { z } from "zod";
import type { SettingGroup } from "../setting.ts";
import { listOf, wholeNumber } from "../values.ts";

/** One per account, separated by commas. */
const Tokens = listOf(z.string())
  .refine((tokens) => tokens.every((token) => token !== ""), "must be tokens separated by commas, none of them empty")
  .refine((tokens) => new Set(tokens).size === tokens.length, "must not hold the same token twice");

/** The accounts at the public clouds, and what they hold. */
export const ACCOUNTS = {
  maxTenants: {
    name: "FREEHOLD_MAX_TENANTS_PER_ACCOUNT",
    meaning: "Most tenants in one of the accounts that the settings bring",
    schema: wholeNumber(1, 100_000),
    unset: "as many as it holds",
  },
  hcloudTokens: {
    name: "HCLOUD_TOKEN",
    meaning:
      "Hetzner Cloud API token with read and write access; of several accounts: their tokens, separated by commas, new ones at the end (live)",
    schema: Tokens,
    secret: true,
  },
  hcloudServerLimits: {
    name: "HCLOUD_SERVER_LIMIT",
    meaning:
      "Servers that a Hetzner account may hold, which its API does not report: one number for all, or one per token, separated by commas (live)",
    schema: listOf(wholeNumber(1, 100_000)),
  },
  digitaloceanTokens: {
    name: "DIGITALOCEAN_TOKEN",
    meaning:
      "DigitalOcean API token with read and write access; of several accounts: as at Hetzner. The API reports their limits (live)",
    schema: Tokens,
    secret: true,
  },
} as const satisfies SettingGroup;
