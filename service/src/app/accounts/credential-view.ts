import type { Credential } from "@freehold/model";
import type { CloudAccountRow } from "../../db/entities/cloud-account.ts";

/** An account as the API shows it: nothing of its secret but a fingerprint and the last four characters. */
export function credentialView(row: CloudAccountRow, tenants: number): Credential {
  return {
    id: row.id,
    // Accounts of Docker hosts are shown as hosts.
    cloud: row.cloud,
    name: row.name,
    owner: row.organization === null ? "platform" : "organization",
    source: row.source,
    status: statusOf(row),
    rejection: row.rejection,
    verifiedAt: row.verifiedAt?.toISOString() ?? null,
    fingerprint: row.fingerprint,
    hint: row.hint,
    policy: row.policy,
    maxTenants: row.maxTenants,
    maxServers: row.maxServers,
    callsPerHour: row.callsPerHour,
    quotas: row.quotas,
    tenants,
    createdAt: row.createdAt.toISOString(),
  };
}

function statusOf(row: CloudAccountRow): Credential["status"] {
  if (row.removalRequestedAt !== null) return "removing";
  if (row.rejection !== null) return "rejected";
  return row.verifiedAt === null ? "unverified" : "verified";
}
