// The two modules alone: the whole package takes 150 ms and 20 MB to load, these take one millisecond.
import { getZoneOutput } from "@pulumi/aws/route53/getZone.js";
import { Record } from "@pulumi/aws/route53/record.js";
import type { DnsProvider } from "./dns-provider.ts";

/**
 * Zones at Amazon Route 53, where records have no comments. A weighted record has an identifier of the owner's choice: with the
 * comment in it, and with nobody to share the weight with, the record answers as any other and says whose it is. Route 53 itself
 * refuses it where an ordinary record of the name and type, or a CNAME, exists.
 */
export const route53Dns: DnsProvider = {
  // docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html (SetIdentifier)
  maxCommentLength: 128,
  canProxy: false,

  lookUpZone: (zone, parent) => getZoneOutput({ name: zone }, { parent }).zoneId,

  makeRecord: (resourceName, order, parent) =>
    new Record(
      resourceName,
      {
        zoneId: order.zoneId,
        name: order.name,
        type: order.type,
        records: [order.content],
        ttl: order.ttlSec,
        setIdentifier: order.comment,
        weightedRoutingPolicies: [{ weight: 1 }],
        // Order it as CREATE, which Route 53 refuses when it exists, and not as UPSERT, which overwrites.
        allowOverwrite: false,
      },
      // The identifier names the operation that made the record; the next one has another.
      { parent, ignoreChanges: ["setIdentifier"] },
    ),
};
