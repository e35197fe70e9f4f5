import { z } from "zod";

/** Only the fields that are read. developers.cloudflare.com/api */

export const ErrorBody = z.object({ errors: z.array(z.object({ code: z.number(), message: z.string() })).min(1) });

export const ResultInfo = z.object({
  result_info: z.object({ page: z.number(), total_pages: z.number().optional() }).nullish(),
});

export const Zone = z.object({ id: z.string(), name: z.string(), status: z.string() });
export type Zone = z.infer<typeof Zone>;

export const DnsRecord = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  content: z.string().optional(),
  comment: z.string().nullish(),
});
export type DnsRecord = z.infer<typeof DnsRecord>;
