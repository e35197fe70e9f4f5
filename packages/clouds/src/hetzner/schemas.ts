import { z } from "zod";

/** Only the fields that are read; the vendor adds others at any time. docs.hetzner.cloud/reference/cloud */

export const ErrorBody = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

export const Pagination = z.object({
  meta: z.object({ pagination: z.object({ next_page: z.number().nullable() }) }).optional(),
});

/** Of any list, however many of it are on a page. */
export const Total = z.object({ meta: z.object({ pagination: z.object({ total_entries: z.number() }) }) });

export const Action = z.object({
  id: z.number(),
  command: z.string(),
  status: z.enum(["running", "success", "error"]),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type Action = z.infer<typeof Action>;
export const ActionAnswer = z.object({ action: Action });

/** What all labelled resources have in common. */
export const Resource = z.object({
  id: z.number(),
  /** Null of an image that is not the vendor's own. */
  name: z.string().nullable(),
  description: z.string().nullish(),
  labels: z.record(z.string(), z.string()).default({}),
  protection: z.object({ delete: z.boolean() }).optional(),
  /** Of a volume or a floating IP: the server that it is attached to. */
  server: z.number().nullish().catch(undefined),
  /** Of a server. */
  status: z.string().nullish().catch(undefined),
  server_type: z.object({ name: z.string() }).nullish().catch(undefined),
  datacenter: z
    .object({ location: z.object({ name: z.string() }) })
    .nullish()
    .catch(undefined),
  /** Of a server or volume. */
  location: z.object({ name: z.string() }).nullish().catch(undefined),
  /** Of a volume, in GB. */
  size: z.number().nullish().catch(undefined),
  created: z.string().nullish().catch(undefined),
  /** Of a firewall. */
  applied_to: z.array(z.looseObject({ type: z.string() })).optional(),
});
export type Resource = z.infer<typeof Resource>;

const Price = z.object({ net: z.string(), gross: z.string() });

const Deprecation = z.object({ unavailable_after: z.string() }).nullish();

export const ServerType = z.object({
  id: z.number(),
  name: z.string(),
  architecture: z.string(),
  cores: z.number(),
  /** GiB. */
  memory: z.number(),
  /** GB. */
  disk: z.number(),
  deprecation: Deprecation,
  prices: z.array(z.object({ location: z.string(), price_hourly: Price, price_monthly: Price })),
  /** What each location has of it. */
  locations: z
    .array(z.object({ name: z.string(), available: z.boolean().default(true), deprecation: Deprecation }))
    .optional(),
});
export type ServerType = z.infer<typeof ServerType>;

export const Location = z.object({ id: z.number(), name: z.string(), network_zone: z.string() });
export type Location = z.infer<typeof Location>;

export const Pricing = z.object({
  pricing: z.looseObject({
    currency: z.string(),
    vat_rate: z.string(),
    volume: z.object({ price_per_gb_month: Price }),
    server_backup: z.object({ percentage: z.string() }),
    primary_ips: z.array(
      z.object({ type: z.string(), prices: z.array(z.object({ location: z.string(), price_monthly: Price })) }),
    ),
  }),
});
export type Pricing = z.infer<typeof Pricing>["pricing"];
