import type { TenantStatus } from "@freehold/model";
import type { TenantRow } from "../../db/entities/tenant.ts";

/**
 * The status of a tenant that lives and of which an operation changed nothing. By its failure, which is kept meanwhile: its status is the
 * operation's own already when another worker takes it up.
 */
export function statusAsBefore({ failure }: Pick<TenantRow, "failure">): TenantStatus {
  return failure === null ? "active" : "degraded";
}
