import { randomHex } from "../../kernel/random.ts";
import type { Account } from "../account.ts";
import { refusals } from "../errors.ts";
import type { DnsRecord, Zone } from "../rows.ts";
import { plannedRecord, type RecordFields, refuseConflict } from "./record.ts";

/** Adds a record. */
export function postRecord(account: Account, zone: Zone, fields: RecordFields): DnsRecord {
  const planned = plannedRecord(account, zone, fields);
  refuseConflict(account, planned);
  const now = account.clock.timestamp();
  const comment_modified_on = planned.comment === null ? null : now;
  return account.records.insert({
    ...planned,
    id: randomHex(32),
    created_on: now,
    modified_on: now,
    comment_modified_on,
  });
}

/** Overwrites a record: what the request leaves out gets its default. */
export function putRecord(account: Account, zone: Zone, id: string, fields: RecordFields): DnsRecord {
  return overwrite(account, zone, existingRecord(account, zone, id), fields);
}

/** Changes a record: what the request leaves out stays. */
export function patchRecord(account: Account, zone: Zone, id: string, fields: RecordFields): DnsRecord {
  const record = existingRecord(account, zone, id);
  return overwrite(account, zone, record, {
    ...record,
    priority: record.priority ?? undefined,
    data: record.data ?? undefined,
    ...fields,
  });
}

/** Removes a record. */
export function deleteRecord(account: Account, zone: Zone, id: string): DnsRecord {
  const record = existingRecord(account, zone, id);
  account.records.delete(record);
  return record;
}

/** The zone's record, or `81044`. */
export function existingRecord(account: Account, zone: Zone, id: string): DnsRecord {
  const record = account.records.existing(id);
  if (record.zoneId !== zone.id) throw refusals.recordUnknown();
  return record;
}

function overwrite(account: Account, zone: Zone, record: DnsRecord, fields: RecordFields): DnsRecord {
  const planned = plannedRecord(account, zone, fields);
  refuseConflict(account, planned, record);
  const now = account.clock.timestamp();
  const commentChanged = planned.comment !== record.comment;
  return Object.assign(record, planned, { modified_on: now, ...(commentChanged && { comment_modified_on: now }) });
}
