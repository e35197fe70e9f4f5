import { Cidr } from "@freehold/stack-contract/setting-values";
import { z } from "zod";
import type { SettingGroup } from "../setting.ts";
import { listOf, wholeNumber } from "../values.ts";

/** Where the API listens, how much it takes, and from where. */
export const HTTP = {
  host: {
    name: "FREEHOLD_HOST",
    meaning: "Address to listen on; `0.0.0.0` for all",
    schema: z.string(),
    default: "127.0.0.1",
  },
  port: {
    name: "PORT",
    meaning: "TCP port to listen on; 0 lets the system choose",
    schema: wholeNumber(0, 65_535),
    default: "8080",
  },
  perKey: {
    name: "FREEHOLD_RATE_LIMIT_KEY",
    meaning: "Requests that an API key may send in a minute, to all API processes together; 0: as many as it likes",
    schema: wholeNumber(0, 1_000_000),
    default: "6000",
  },
  perAddress: {
    name: "FREEHOLD_RATE_LIMIT_ADDRESS",
    meaning: "Requests that an address may send in a minute, to all API processes together; 0: as many as it likes",
    schema: wholeNumber(0, 1_000_000),
    default: "12000",
  },
  failures: {
    name: "FREEHOLD_RATE_LIMIT_FAILURES",
    meaning: "Requests without a valid key that an address may send in a minute; 0: as many as it likes",
    schema: wholeNumber(0, 1_000_000),
    default: "60",
  },
  streams: {
    name: "FREEHOLD_STREAMS_PER_KEY",
    meaning: "Event streams that an API key may have open at an API process; 0: as many as it likes",
    schema: wholeNumber(0, 100_000),
    default: "100",
  },
  corsOrigins: {
    name: "FREEHOLD_CORS_ORIGINS",
    meaning: "Origins of web pages that may use the API, such as `https://app.example.com`, separated by commas",
    schema: listOf(
      z.string().regex(/^https?:\/\/[^/\s]+$/, "must be origins such as https://app.example.com, without a path"),
    ),
    unset: "none",
  },
  trustedProxies: {
    name: "FREEHOLD_TRUSTED_PROXIES",
    meaning: "Addresses or networks of proxies in front, separated by commas, whose `X-Forwarded-For` is believed",
    schema: listOf(z.union([z.ipv4(), z.ipv6(), Cidr], "must be addresses or networks such as 10.0.0.0/8")),
    unset: "none",
  },
} as const satisfies SettingGroup;
