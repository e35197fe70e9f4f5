import { AsyncLocalStorage } from "node:async_hooks";
import { tenantOfComment } from "@freehold/model";
import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import type { DnsProvider, RecordOrder } from "./dns-provider.ts";

/** Types that decide where a name leads. Others of the same name, such as TXT, do not stand in the way. */
const LEADING_TYPES = ["A", "AAAA", "CNAME", "HTTPS", "NS"];

/** Zones at Cloudflare. */
export const cloudflareDns: DnsProvider = {
  // On the free plan: https://developers.cloudflare.com/dns/manage-dns-records/reference/record-attributes/#availability
  maxCommentLength: 100,
  canProxy: true,

  lookUpZone: (zone, parent) =>
    cloudflare.getZoneOutput({ filter: { name: zone } }, { parent }).apply((found) => found.zoneId ?? found.id),

  makeRecord: (resourceName, order, parent) =>
    new cloudflare.DnsRecord(
      resourceName,
      {
        zoneId: order.zoneId,
        name: order.name,
        type: order.type,
        content: order.content,
        ttl: order.ttlSec,
        proxied: order.proxied,
        comment: order.comment,
      },
      {
        parent,
        // The comment names the operation that made the record; the next one has another.
        ignoreChanges: ["comment"],
        hooks: { beforeCreate: [refuseTakenName(`${resourceName}-is-free`, order, parent)] },
      },
    ),
};

/**
 * Cloudflare refuses only a record that is the same in all parts: a second A record with another address would be taken, and would
 * share the traffic of the first. So the name is looked at before a record is made, and only then: what stands beside our record
 * later must not keep anybody from changing or destroying it.
 */
function refuseTakenName(hookName: string, order: RecordOrder, parent: pulumi.Resource): pulumi.ResourceHook {
  // The engine calls the hook from outside the program, in whose context the SDK keeps its way back to the engine.
  const inProgram = AsyncLocalStorage.snapshot();
  return new pulumi.ResourceHook(
    hookName,
    ({ newInputs }) => {
      const { zoneId } = (newInputs ?? {}) as { zoneId?: unknown };
      // In a preview the zone may be one that is yet to be made.
      return typeof zoneId === "string" ? inProgram(() => assertFree(zoneId, order, parent)) : undefined;
    },
    { onDryRun: true },
  );
}

/** What was asked for the names of a component, so that its A and AAAA record cost one question. */
const asked = new WeakMap<pulumi.Resource, Map<string, Promise<cloudflare.GetDnsRecordsResult>>>();

function recordsOf(zoneId: string, name: string, parent: pulumi.Resource): Promise<cloudflare.GetDnsRecordsResult> {
  const answers = asked.get(parent) ?? new Map<string, Promise<cloudflare.GetDnsRecordsResult>>();
  asked.set(parent, answers);
  const answer = answers.get(name) ?? cloudflare.getDnsRecords({ zoneId, name: { exact: name } }, { parent });
  answers.set(name, answer);
  return answer;
}

async function assertFree(zoneId: string, { name, tenantId }: RecordOrder, parent: pulumi.Resource): Promise<void> {
  const { results } = await recordsOf(zoneId, name, parent);
  const taken = results.find(
    ({ type, comment }) => LEADING_TYPES.includes(type) && tenantOfComment(comment) !== tenantId,
  );
  if (taken === undefined) return;
  const record = `${taken.type} ${taken.content}`;
  throw new Error(
    `dns_record_taken: ${name} has a record already that is not this tenant's: ${record}; remove it or choose another name`,
  );
}
