import { z } from "zod";

/** Only the fields that are read; the vendor adds others at any time. docs.digitalocean.com/reference/api */

export const ErrorBody = z.object({ id: z.string(), message: z.string() });

export const Links = z.object({
  links: z.object({ pages: z.object({ next: z.string().optional() }).optional() }).optional(),
});

/** Of any list, however many of it are on a page. */
export const Total = z.object({ meta: z.object({ total: z.number() }) });

export const Account = z.object({
  /** Limits; the vendor leaves out those that an account does not have. */
  droplet_limit: z.number().optional(),
  volume_limit: z.number().optional(),
  reserved_ip_limit: z.number().optional(),
  uuid: z.string(),
  team: z.object({ uuid: z.string() }).nullish(),
});
export type Account = z.infer<typeof Account>;
export const AccountAnswer = z.object({ account: Account });

const Action = z.object({
  id: z.number(),
  type: z.string(),
  status: z.enum(["in-progress", "completed", "errored"]),
});
export const ActionAnswer = z.object({ action: Action });

/** What all kinds have in common; a tag's name is its id, and a reserved IP's address. */
export const Resource = z.object({
  id: z.union([z.number(), z.string()]).optional(),
  name: z.string().optional(),
  tags: z.array(z.string()).nullish(),
  /** Of a droplet. */
  status: z.string().nullish().catch(undefined),
  size_slug: z.string().nullish().catch(undefined),
  region: z
    .union([z.object({ slug: z.string() }), z.string().transform((slug) => ({ slug }))])
    .nullish()
    .catch(undefined),
  size_gigabytes: z.number().nullish().catch(undefined),
  created_at: z.string().nullish().catch(undefined),
  /** Of a volume. */
  droplet_ids: z.array(z.number()).nullish(),
  /** Of a reserved IP: the address, and where it leads. */
  ip: z.string().optional(),
  droplet: z.object({ tags: z.array(z.string()).default([]) }).nullish(),
});
export type Resource = z.infer<typeof Resource>;

export const Size = z.object({
  slug: z.string(),
  /** USD */
  price_monthly: z.number(),
  price_hourly: z.number(),
  regions: z.array(z.string()),
  available: z.boolean(),
});
export type Size = z.infer<typeof Size>;

export const Region = z.object({ slug: z.string(), available: z.boolean(), sizes: z.array(z.string()) });
export type Region = z.infer<typeof Region>;
