import { z } from "zod";
import { type CloudflareCall, operation, success, zoneOf } from "../account.ts";
import { refusals } from "../errors.ts";
import { listAnswer } from "../lists.ts";
import { RECORD_TYPES } from "../rows.ts";
import { deleteRecord, existingRecord, patchRecord, postRecord, putRecord } from "./changes.ts";
import { filterRecords } from "./filters.ts";
import { wireRecord } from "./record.ts";

const PAGES = { defaultPerPage: 100, minPerPage: 1, maxPerPage: 5_000_000 };
const SORTABLE = ["type", "name", "content", "ttl", "proxied"];

const RecordBody = z.object({
  type: z.enum(RECORD_TYPES).optional(),
  name: z.string().optional(),
  content: z.string().optional(),
  ttl: z.number().optional(),
  proxied: z.boolean().optional(),
  priority: z.int().min(0).max(65_535).optional(),
  data: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  comment: z.string().nullable().optional(),
  tags: z.array(z.string()).optional(),
  settings: z.record(z.string(), z.unknown()).optional(),
});

const BatchBody = z.object({
  deletes: z.array(z.object({ id: z.string() })).default([]),
  patches: z.array(RecordBody.extend({ id: z.string() })).default([]),
  puts: z.array(RecordBody.extend({ id: z.string() })).default([]),
  posts: z.array(RecordBody).default([]),
});

// https://developers.cloudflare.com/api/resources/dns/subresources/records/methods/list/
const listRecords = operation("GET /zones/{zone_id}/dns_records", (call) => {
  const zone = zoneOf(call);
  const records = filterRecords(
    call.account.records.filter((row) => row.zoneId === zone.id),
    call.query,
  );
  return listAnswer(call.query, records, SORTABLE, PAGES, (record) => wireRecord(call.account, record));
});

// https://developers.cloudflare.com/api/resources/dns/subresources/records/methods/create/
const createRecord = operation("POST /zones/{zone_id}/dns_records", RecordBody, (call) =>
  success(wireRecord(call.account, postRecord(call.account, zoneOf(call), call.body))),
);

// https://developers.cloudflare.com/api/resources/dns/subresources/records/methods/get/
const getRecord = operation("GET /zones/{zone_id}/dns_records/{dns_record_id}", (call) =>
  success(wireRecord(call.account, existingRecord(call.account, zoneOf(call), recordId(call)))),
);

// https://developers.cloudflare.com/api/resources/dns/subresources/records/methods/update/
const updateRecord = operation("PUT /zones/{zone_id}/dns_records/{dns_record_id}", RecordBody, (call) =>
  success(wireRecord(call.account, putRecord(call.account, zoneOf(call), recordId(call), call.body))),
);

// https://developers.cloudflare.com/api/resources/dns/subresources/records/methods/edit/
const editRecord = operation("PATCH /zones/{zone_id}/dns_records/{dns_record_id}", RecordBody, (call) =>
  success(wireRecord(call.account, patchRecord(call.account, zoneOf(call), recordId(call), call.body))),
);

// https://developers.cloudflare.com/api/resources/dns/subresources/records/methods/delete/
const removeRecord = operation("DELETE /zones/{zone_id}/dns_records/{dns_record_id}", (call) =>
  success({ id: deleteRecord(call.account, zoneOf(call), recordId(call)).id }),
);

// All changes happen or none: "If any operation fails, the entire batch is rolled back".
// https://developers.cloudflare.com/dns/manage-dns-records/how-to/batch-record-changes/
const batchRecords = operation("POST /zones/{zone_id}/dns_records/batch", BatchBody, (call) => {
  const { account, body } = call;
  const zone = zoneOf(call);
  const before = account.records.all().map((record) => ({ ...record }));
  try {
    const deletes = body.deletes.map(({ id }) => deleteRecord(account, zone, id));
    const patches = body.patches.map(({ id, ...fields }) => patchRecord(account, zone, id, fields));
    const puts = body.puts.map(({ id, ...fields }) => putRecord(account, zone, id, fields));
    const posts = body.posts.map((fields) => postRecord(account, zone, fields));
    const lists = Object.entries({ deletes, patches, puts, posts });
    return success(
      Object.fromEntries(lists.map(([verb, records]) => [verb, records.map((row) => wireRecord(account, row))])),
    );
  } catch (error) {
    account.records.clear();
    for (const record of before) account.records.insert(record);
    throw error;
  }
});

export const recordOperations = [
  listRecords,
  createRecord,
  getRecord,
  updateRecord,
  editRecord,
  removeRecord,
  batchRecords,
];

function recordId({ params, request }: CloudflareCall<unknown>): string {
  const id = params.dns_record_id ?? "";
  if (!/^[0-9a-f]{32}$/.test(id)) throw refusals.identifierMalformed(request.path);
  return id;
}
