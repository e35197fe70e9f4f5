import { FreeholdError } from "@freehold/model";
import type { TenantRow } from "../../db/entities/tenant.ts";

/** @throws FreeholdError `tenant_protected` for a tenant that its owner keeps from being destroyed */
export function assertUnprotected({ id, name, protected: isProtected }: TenantRow): void {
  if (!isProtected) return;
  throw new FreeholdError("tenant_protected", `tenant "${name}" is protected: it is neither destroyed nor forgotten`, {
    nextStep: `when it is to go, take the protection away ("protected": false) with PATCH /v1/tenants/${id}`,
  });
}
