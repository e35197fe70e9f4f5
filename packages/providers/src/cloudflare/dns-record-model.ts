import type { InputsOf, Shown, StateOf } from "@freehold/provider-kit";
import type { DnsRecord, DnsRecordArgs } from "@pulumi/cloudflare";
import { camelCase, renameKeys, snakeCase } from "./naming.ts";

export type Inputs = InputsOf<DnsRecordArgs>;
type State = StateOf<DnsRecord>;

/** The parts of the vendor's record that the stand-in reads. */
export interface Record {
  id: string;
  name: string;
  type: string;
  ttl: number;
  content?: string;
  proxied?: boolean;
  proxiable?: boolean;
  priority?: number;
  private_routing?: boolean;
  comment?: string | null;
  tags?: string[];
  data?: object;
  settings?: object;
  meta?: object;
  created_on?: string;
  modified_on?: string;
  comment_modified_on?: string;
  tags_modified_on?: string;
}

const SENT = [
  "name",
  "type",
  "ttl",
  "content",
  "data",
  "priority",
  "proxied",
  "privateRouting",
  "comment",
  "tags",
  "settings",
] as const;

/** The body of an order or a change: every input that is set. */
export function recordBody(inputs: Inputs): object {
  const set = SENT.filter((name) => inputs[name] !== undefined);
  return Object.fromEntries(set.map((name) => [snakeCase(name), renameKeys(inputs[name], snakeCase)]));
}

/** What the vendor reports of a record, with names and contents as the program wrote them where they mean the same. */
export function shownRecord(record: Record, written: Partial<Inputs> & { zoneId: string }): Shown<Inputs, State> {
  return {
    zoneId: written.zoneId,
    name: written.name !== undefined && isSameName(written.name, record.name) ? written.name : record.name,
    type: record.type,
    ttl: record.ttl,
    ...contentOf(record, written),
    ...(record.priority === undefined ? {} : { priority: record.priority }),
    proxied: record.proxied ?? false,
    ...(record.comment ? { comment: record.comment } : { comment: "" }),
    tags: record.tags ?? [],
    ...(record.settings && written.settings
      ? { settings: renameKeys(record.settings, camelCase) as NonNullable<State["settings"]> }
      : {}),
    createdOn: record.created_on ?? "",
    modifiedOn: record.modified_on ?? "",
    commentModifiedOn: record.comment_modified_on ?? "",
    tagsModifiedOn: record.tags_modified_on ?? "",
    proxiable: record.proxiable ?? false,
    meta: JSON.stringify(record.meta ?? {}),
  };
}

/** The vendor answers with the full name, also for a record that was ordered as `www` or `@`. */
function isSameName(written: string, live: string): boolean {
  const [a, b] = [written.toLowerCase().replace(/\.$/, ""), live.toLowerCase()];
  return a === "@" || a === b || b.startsWith(`${a}.`);
}

/**
 * A record made from `data` has contents that the vendor composes; they are shown only when the program wrote them. An IPv6 address is
 * shown as the vendor shortens it: the official plugin does not know that another spelling is the same, and changes the record at every update.
 */
function contentOf(record: Record, written: Partial<Inputs>): { content?: string } {
  if (record.content === undefined) return {};
  const canonical = (content: string) => content.toLowerCase().replace(/\.$/, "");
  const names = ["CNAME", "MX", "NS", "PTR"].includes(record.type);
  const same = names && written.content !== undefined && canonical(written.content) === canonical(record.content);
  return { content: same && written.content !== undefined ? written.content : record.content };
}
