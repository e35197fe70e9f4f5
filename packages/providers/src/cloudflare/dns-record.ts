import { type CheckFailure, defineResource, type InputsOf, ProviderError, type StateOf } from "@freehold/provider-kit";
import type { DnsRecord, DnsRecordArgs } from "@pulumi/cloudflare";
import { type CloudflareClient, isGone } from "./client.ts";
import { type Inputs, recordBody, shownRecord, type Record as WireRecord } from "./dns-record-model.ts";

/** internal/services/dns_record/schema.go of cloudflare/terraform-provider-cloudflare, which takes them in any case. */
const RECORD_TYPES = [
  "A",
  "AAAA",
  "CNAME",
  "MX",
  "NS",
  "OPENPGPKEY",
  "PTR",
  "TXT",
  "CAA",
  "CERT",
  "DNSKEY",
  "DS",
].concat(["HTTPS", "LOC", "NAPTR", "SMIMEA", "SRV", "SSHFP", "SVCB", "TLSA", "URI"]);
const MAX_PRIORITY = 65_535;

/** `cloudflare.DnsRecord`. https://developers.cloudflare.com/api/resources/dns/subresources/records/ */
export const dnsRecord = defineResource<CloudflareClient, InputsOf<DnsRecordArgs>, StateOf<DnsRecord>>({
  schema: {
    inputs: {
      zoneId: { kind: "string", required: true, replaces: true },
      name: { kind: "string", required: true },
      type: { kind: "string", required: true, oneOf: RECORD_TYPES },
      ttl: { kind: "number", required: true },
      content: { kind: "string", computed: true },
      data: { kind: "object" },
      priority: { kind: "number" },
      proxied: { kind: "boolean", fallback: false },
      privateRouting: { kind: "boolean", fallback: false },
      comment: { kind: "string", fallback: "" },
      tags: { kind: "list", unordered: true, fallback: [] },
      settings: { kind: "object", computed: true },
      includeShadowMetadata: { kind: "boolean", fallback: false },
    },
    outputs: {
      createdOn: {},
      modifiedOn: { changesOnUpdate: true },
      commentModifiedOn: { changesOnUpdate: true },
      tagsModifiedOn: { changesOnUpdate: true },
      proxiable: { changesOnUpdate: true },
      meta: {},
    },
  },

  check: checkRecord,

  async create({ client, inputs, signal }) {
    const record = await client.post<WireRecord>(recordsPath(inputs.zoneId), recordBody(inputs), signal);
    return { id: record.id, shown: shownRecord(record, inputs) };
  },

  // An import names `<zone id>/<record id>`.
  async read({ client, id, inputs, state, signal }) {
    const [recordId, zoneId] = id.includes("/") ? id.split("/").reverse() : [id, inputs.zoneId ?? state.zoneId];
    if (!recordId || !zoneId)
      throw new ProviderError(`to import a DnsRecord name "<zone id>/<record id>", got "${id}"`);
    const known = { ...inputs, zoneId };
    const path = `${recordsPath(zoneId)}/${recordId}`;

    try {
      const record = await client.get<WireRecord>(path, signal);
      return { id: recordId, shown: shownRecord(record, known) };
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  },

  async update({ client, id, inputs, signal }) {
    const record = await client.put<WireRecord>(`${recordsPath(inputs.zoneId)}/${id}`, recordBody(inputs), signal);
    return shownRecord(record, inputs);
  },

  async delete({ client, id, inputs, state, signal }) {
    try {
      await client.delete(`${recordsPath(inputs.zoneId ?? state.zoneId)}/${id}`, signal);
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  },
});

function recordsPath(zoneId: string): string {
  return `/zones/${zoneId}/dns_records`;
}

function checkRecord({ proxied, ttl, content, data, priority }: Partial<Inputs>): CheckFailure[] {
  const isPriority = priority === undefined || (priority >= 0 && priority <= MAX_PRIORITY);
  return [
    ...(proxied && ttl !== undefined && ttl !== 1
      ? [{ property: "ttl", reason: `must be 1 (automatic) when the record is proxied, got ${ttl}` }]
      : []),
    ...(content !== undefined && data !== undefined
      ? [{ property: "content", reason: "and data cannot both be given" }]
      : []),
    ...(isPriority ? [] : [{ property: "priority", reason: `must be 0 to ${MAX_PRIORITY}, got ${priority}` }]),
  ];
}
