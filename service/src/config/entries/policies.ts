import { z } from "zod";
import type { SettingGroup } from "../setting.ts";
import { listOf } from "../values.ts";

/** `40 EUR`. */
const Amount = z
  .string()
  .regex(/^\d+(\.\d{1,2})? [A-Z]{3}$/, "must be amounts such as 40 EUR")
  .transform((text) => {
    const [amount, currency = ""] = text.split(" ");
    return { amount: Number(amount), currency };
  });

/** What is allowed for tenants and machines. */
export const POLICIES = {
  publicSsh: {
    name: "FREEHOLD_POLICY_PUBLIC_SSH",
    meaning: "What it is worth that the whole internet may reach SSH: `deny`, `warn`, `allow`",
    schema: z.enum(["deny", "warn", "allow"]),
    default: "warn",
  },
  regions: {
    name: "FREEHOLD_POLICY_REGIONS",
    meaning:
      "Clouds, such as `hetzner`, and regions, such as `digitalocean:fra1`, that machines may be in, separated by commas",
    schema: listOf(
      z.string().regex(/^[a-z]+(:[a-zA-Z0-9._-]+)?$/, "must be clouds or regions such as hetzner or digitalocean:fra1"),
    ),
    unset: "every one",
  },
  maxPrice: {
    name: "FREEHOLD_POLICY_MAX_PRICE",
    meaning:
      "What a tenant's machine may cost a month before tax, such as `40 EUR`; several currencies separated by commas",
    schema: listOf(Amount),
    unset: "any price",
  },
  approval: {
    name: "FREEHOLD_POLICY_APPROVAL",
    meaning:
      "How many it takes to lose data on purpose: `two-people`, one who approves and another who applies; `one-person` may do both",
    schema: z.enum(["two-people", "one-person"]),
    default: "two-people",
  },
  policyFolder: {
    name: "FREEHOLD_POLICIES",
    meaning: "Folder of [policies of your own](docs/policies.md), a module each",
    schema: z.string(),
    unset: "none",
  },
} as const satisfies SettingGroup;
