import { z } from "zod";
import { answerAs } from "../http/answer-as.ts";
import { type CloudHttpOptions, createCloudHttp } from "../http/cloud-http.ts";
import { isGone } from "../http/cloud-http-error.ts";
import { DnsRecord, ErrorBody, ResultInfo, Zone } from "./schemas.ts";

export const CLOUDFLARE_ENDPOINT = "https://api.cloudflare.com/client/v4";

const PER_PAGE = 100;

export interface CloudflareClientOptions
  extends Partial<Omit<CloudHttpOptions, "endpoint" | "token" | "describeError">> {
  token: string;
  /** @default https://api.cloudflare.com/client/v4 */
  endpoint?: string;
}

/** What Freehold asks of Cloudflare's API outside the engine. */
export interface CloudflareClient {
  /** Undefined when the token sees no zone of this name. */
  zoneByName(name: string): Promise<Zone | undefined>;
  /** Undefined when there is none of this id. @throws CloudHttpError 403 when the token may not read zones, or not this one */
  zoneById(id: string): Promise<Zone | undefined>;
  /** The zone's records whose comment holds the text, page by page. */
  recordsByComment(zoneId: string, text: string): Promise<DnsRecord[]>;
  /** The zone's records of this very name. */
  recordsByName(zoneId: string, name: string): Promise<DnsRecord[]>;
  /** Undefined when it is gone. */
  record(zoneId: string, id: string): Promise<DnsRecord | undefined>;
  /** Deleting what is gone succeeds. */
  deleteRecord(zoneId: string, id: string): Promise<void>;
}

/** A client of Cloudflare's API. developers.cloudflare.com/api */
export function createCloudflareClient(options: CloudflareClientOptions): CloudflareClient {
  const { endpoint = CLOUDFLARE_ENDPOINT } = options;
  const http = createCloudHttp({ ...options, cloud: "cloudflare", endpoint, describeError });

  const pages = async <Item>(path: string, item: z.ZodType<Item>, query: Record<string, string>): Promise<Item[]> => {
    const items: Item[] = [];
    for (let page = 1, last = 1; page <= last; page++) {
      const body = await http({ method: "GET", path, query: { ...query, page, per_page: PER_PAGE } });
      items.push(...z.looseObject({ result: z.array(item) }).parse(body).result);
      last = answerAs(ResultInfo, body).result_info?.total_pages ?? last;
    }
    return items;
  };

  return {
    zoneByName: async (name) => (await pages("/zones", Zone, { name })).find((zone) => zone.name === name),
    async zoneById(id) {
      const body = await http({ method: "GET", path: `/zones/${encodeURIComponent(id)}` }).catch((error: unknown) => {
        if (!isGone(error)) throw error;
      });
      return body === undefined ? undefined : answerAs(z.looseObject({ result: Zone }), body).result;
    },
    recordsByComment: (zoneId, text) =>
      pages(`/zones/${encodeURIComponent(zoneId)}/dns_records`, DnsRecord, { "comment.contains": text }),
    recordsByName: (zoneId, name) =>
      pages(`/zones/${encodeURIComponent(zoneId)}/dns_records`, DnsRecord, { "name.exact": name }),
    async record(zoneId, id) {
      const path = `/zones/${encodeURIComponent(zoneId)}/dns_records/${encodeURIComponent(id)}`;
      const body = await http({ method: "GET", path }).catch((error: unknown) => {
        if (!isGone(error)) throw error;
      });
      return body === undefined ? undefined : answerAs(z.looseObject({ result: DnsRecord }), body).result;
    },
    async deleteRecord(zoneId, id) {
      const path = `/zones/${encodeURIComponent(zoneId)}/dns_records/${encodeURIComponent(id)}`;
      await http({ method: "DELETE", path }).catch((error: unknown) => {
        if (!isGone(error)) throw error;
      });
    },
  };
}

function describeError(body: unknown): { code: string; message: string } {
  const parsed = ErrorBody.safeParse(body);
  const first = parsed.success ? parsed.data.errors[0] : undefined;
  return first === undefined ? { code: "", message: "" } : { code: String(first.code), message: first.message };
}
