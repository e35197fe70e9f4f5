import { tenantOfComment } from "@freehold/model";
import * as pulumi from "@pulumi/pulumi";
import { dnsRecord, dnsRecords, zones } from "../sdks/cloudflare.ts";
import type { DnsProvider, RecordOrder } from "./dns-provider.ts";

/** Types that decide where a name leads. Others of the same name, such as TXT, do not stand in the way. */
const LEADING_TYPES = ["A", "AAAA", "CNAME", "HTTPS", "NS"];

/** Zones at Cloudflare. */
export const cloudflareDns: DnsProvider = {
  // On the free plan: https://developers.cloudflare.com/dns/manage-dns-records/reference/record-attributes/#availability
  maxCommentLength: 100,
  canProxy: true,

  lookUpZone: async (zone, opts) => {
    const found = await zones.getZone({ filter: { name: zone } }, opts);
    return found.zoneId ?? found.id;
  },

  makeRecord: (resourceName, order, parent) =>
    new dnsRecord.DnsRecord(
      resourceName,
      {
        zoneId: order.zoneId,
        name: order.name,
        type: order.type,
        content: order.refusesTaken ? unlessTaken(order, parent) : order.content,
        ttl: order.ttlSec,
        proxied: order.proxied,
        comment: order.comment,
      },
      // The comment names the operation that made the record; the next one has another.
      { parent, ignoreChanges: ["comment"], ...(order.mayGo && { protect: false }) },
    ),
};

/**
 * The record's content, when the name is free or the record there is ours. Cloudflare refuses only a record that is the same in
 * all parts: a second A record with another address would be taken, and would share the traffic of the first.
 */
function unlessTaken(order: RecordOrder, parent: pulumi.Resource): pulumi.Output<string> {
  const { name, type, tenantId, content } = order;
  return pulumi.all([content, recordsOf(order, parent)]).apply(([value, records]) => {
    const leading = records.filter((record) => LEADING_TYPES.includes(record.type));
    const isOurs = (record: { comment: string }) => tenantOfComment(record.comment) === tenantId;
    // What stands beside our record later must not keep anybody from changing it.
    const taken = leading.some((record) => record.type === type && isOurs(record))
      ? undefined
      : leading.find((record) => !isOurs(record));
    if (taken === undefined) return value;
    throw new pulumi.ResourceError(
      `dns_record_taken: ${name} has a record already that is not this tenant's: ${taken.type} ${taken.content}; remove it or choose another name`,
      parent,
      true,
    );
  });
}

type FoundRecords = pulumi.Output<{ type: string; content: string; comment: string }[]>;

/** What was asked for the names of a component, so that the A and the AAAA record of a name cost one question. */
const asked = new WeakMap<pulumi.Resource, Map<string, FoundRecords>>();

function recordsOf({ zoneId, name }: RecordOrder, parent: pulumi.Resource): FoundRecords {
  const answers = asked.get(parent) ?? new Map<string, FoundRecords>();
  asked.set(parent, answers);
  const answer =
    answers.get(name) ?? dnsRecords.getDnsRecordsOutput({ zoneId, name: { exact: name } }, { parent }).results;
  answers.set(name, answer);
  return answer;
}
