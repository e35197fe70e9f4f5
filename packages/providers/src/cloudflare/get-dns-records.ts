import { type InvokeDefinition, ProviderError } from "@freehold/provider-kit";
import type { GetDnsRecordsArgs } from "@pulumi/cloudflare";
import type { CloudflareClient } from "./client.ts";
import type { Record as WireRecord } from "./dns-record-model.ts";
import { camelCase, renameKeys } from "./naming.ts";

const BUILT = ["zoneId", "name", "type"];

/** `cloudflare.getDnsRecords`: the records of an exact name, all on one page. */
export const getDnsRecords: InvokeDefinition<CloudflareClient> = {
  async invoke({ client, args, signal }) {
    const { zoneId, name, type } = args as GetDnsRecordsArgs;
    const other = Object.keys(args).find((key) => !BUILT.includes(key) && args[key] !== undefined);
    if (other !== undefined) throw new ProviderError(`getDnsRecords: ${other} is not built in the stand-in`);
    if (zoneId === undefined || name?.exact === undefined)
      throw new ProviderError("getDnsRecords needs zoneId and name.exact in the stand-in");
    const query = new URLSearchParams({ "name.exact": name.exact, per_page: "100" });
    if (type !== undefined) query.set("type", type);
    const records = await client.get<WireRecord[]>(`/zones/${zoneId}/dns_records?${query}`, signal);
    const results = records.map((record) => {
      const { comment, content, ...rest } = record;
      return { ...(renameKeys(rest, camelCase) as object), comment: comment ?? "", content: content ?? "" };
    });
    return { zoneId, name, ...(type === undefined ? {} : { type }), results, match: "all", proxied: false };
  },
};
