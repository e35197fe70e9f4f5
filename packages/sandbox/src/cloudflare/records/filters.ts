import type { DnsRecord } from "../rows.ts";

type Test = (record: DnsRecord) => boolean;

/** Fields that take `field`, `field.exact`, `field.contains`, `field.startswith` and `field.endswith`; all ignore case. */
const TEXT_FIELDS = ["name", "content", "comment"] as const;

/**
 * The records that a list request asks for. `match` says whether all filters must hold (the default) or any.
 *
 * https://developers.cloudflare.com/api/resources/dns/subresources/records/methods/list/
 */
export function filterRecords(records: DnsRecord[], query: URLSearchParams): DnsRecord[] {
  const tests = [...TEXT_FIELDS.flatMap((field) => textTests(field, query)), ...otherTests(query)];
  if (tests.length === 0) return records;
  return query.get("match") === "any"
    ? records.filter((record) => tests.some((test) => test(record)))
    : records.filter((record) => tests.every((test) => test(record)));
}

function textTests(field: (typeof TEXT_FIELDS)[number], query: URLSearchParams): Test[] {
  const asked = (suffix: string) => query.get(`${field}${suffix}`)?.toLowerCase();
  const read = (record: DnsRecord) => (record[field] ?? "").toLowerCase();
  const exact = asked(".exact") ?? asked("");
  const contains = asked(".contains");
  const start = asked(".startswith");
  const end = asked(".endswith");
  return [
    ...(exact === undefined ? [] : [(record: DnsRecord) => read(record) === exact]),
    ...(contains === undefined ? [] : [(record: DnsRecord) => read(record).includes(contains)]),
    ...(start === undefined ? [] : [(record: DnsRecord) => read(record).startsWith(start)]),
    ...(end === undefined ? [] : [(record: DnsRecord) => read(record).endsWith(end)]),
  ];
}

function otherTests(query: URLSearchParams): Test[] {
  const type = query.get("type");
  const proxied = query.get("proxied");
  const search = query.get("search")?.toLowerCase();
  return [
    ...(type === null ? [] : [(record: DnsRecord) => record.type === type]),
    ...(proxied === null ? [] : [(record: DnsRecord) => String(record.proxied) === proxied]),
    ...(search === undefined ? [] : [(record: DnsRecord) => includesAnywhere(record, search)]),
    ...(query.has("comment.present") ? [(record: DnsRecord) => record.comment !== null] : []),
    ...(query.has("comment.absent") ? [(record: DnsRecord) => record.comment === null] : []),
  ];
}

function includesAnywhere(record: DnsRecord, text: string): boolean {
  return [record.name, record.content, record.comment ?? ""].some((value) => value.toLowerCase().includes(text));
}
