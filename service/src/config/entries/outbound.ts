import { Cidr } from "@freehold/stack-contract/setting-values";
import { z } from "zod";
import type { SettingGroup } from "../setting.ts";
import { listOf } from "../values.ts";

/** `9.9.9.9`, `127.0.0.1:5353` or `[2620:fe::fe]:53`. */
export const NameServer = z
  .string()
  .regex(
    /^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-fA-F:]+\])(:\d{1,5})?$/,
    "must be addresses such as 9.9.9.9 or 127.0.0.1:5353",
  );

/** What the service asks, and may reach, of what its customers name. */
export const OUTBOUND = {
  dnsResolvers: {
    name: "FREEHOLD_DNS_RESOLVER",
    meaning:
      "Name servers that are asked for the customers' own domains, as `address` or `address:port`, separated by commas",
    schema: listOf(NameServer),
    unset: "those of the system",
  },
  privateTargets: {
    name: "FREEHOLD_PRIVATE_TARGETS",
    meaning:
      "Networks in CIDR form that customers' webhooks, without TLS too, and their own Proxmox VE clusters may be in although they are not public, separated by commas",
    schema: listOf(Cidr),
    unset: "none",
  },
} as const satisfies SettingGroup;
