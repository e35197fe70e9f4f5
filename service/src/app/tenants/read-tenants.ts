import {
  FreeholdError,
  maskOutputs,
  type Operation,
  type OperationStatus,
  type StackOutputs,
  type Tenant,
  type TenantStatus,
} from "@freehold/model";
import type { TenantRow } from "../../db/entities/tenant.ts";
import { operationsOfTenant } from "../../db/operations.ts";
import { findTenant, listTenants } from "../../db/tenants.ts";
import type { AppContext, Caller } from "../context.ts";
import { decodeCursor, pageFrom } from "../requests/cursor.ts";
import { openOutputs } from "../secrets/sealed.ts";
import { operationView, tenantView } from "./views.ts";

export interface TenantList {
  items: Tenant[];
  /** Give it back as `cursor` for the next page; null on the last one. */
  nextCursor: string | null;
}

export interface TenantListRequest {
  limit: number;
  cursor?: string | undefined;
  /** Any of them. @default - every status but `destroyed` */
  status?: TenantStatus[] | undefined;
}

/** Newest first. */
export async function readTenantList(
  context: AppContext,
  caller: Caller,
  request: TenantListRequest,
): Promise<TenantList> {
  const rows = await listTenants(context.db.em(), caller.organization, {
    // One more than asked for says whether there is a next page.
    limit: request.limit + 1,
    ...(request.status && { statuses: request.status }),
    ...(request.cursor !== undefined && { after: decodeCursor(request.cursor) }),
  });
  return pageFrom(rows, request.limit, tenantView);
}

/** @throws FreeholdError `not_found` */
export async function readTenant(context: AppContext, caller: Caller, idOrName: string): Promise<Tenant> {
  return tenantView(await tenantRowOf(context, caller, idOrName));
}

/** The operations of a tenant, newest first. */
export async function readOperationsOf(
  context: AppContext,
  caller: Caller,
  idOrName: string,
  { limit, cursor, status }: { limit: number; cursor?: string | undefined; status?: OperationStatus[] | undefined },
): Promise<{ items: Operation[]; nextCursor: string | null }> {
  const tenant = await tenantRowOf(context, caller, idOrName);
  const rows = await operationsOfTenant(context.db.em(), tenant.id, limit + 1, {
    ...(status && { statuses: status }),
    ...(cursor !== undefined && { after: decodeCursor(cursor) }),
  });
  return pageFrom(rows, limit, operationView);
}

/**
 * The outputs of a tenant's stack.
 *
 * @param reveal Show secret values instead of `***`.
 * @throws FreeholdError `not_found`, and `operation_in_progress` or `illegal_transition` while there are none
 */
export async function readOutputs(
  context: AppContext,
  caller: Caller,
  idOrName: string,
  reveal: boolean,
): Promise<StackOutputs> {
  const tenant = await tenantRowOf(context, caller, idOrName);
  const outputs = openOutputs(context.envelope, tenant);
  if (outputs === null) throw withoutOutputs(tenant);
  return reveal ? withoutSlotKey(tenant, outputs) : maskOutputs(outputs);
}

/** The key of a slot acts on a host that is others' too: what is kept of stacks from before is not handed out either. */
function withoutSlotKey({ hostId }: TenantRow, outputs: StackOutputs): StackOutputs {
  return hostId === null ? outputs : { ...outputs, sshPrivateKey: "" };
}

/** @throws FreeholdError `not_found` */
export async function tenantRowOf(context: AppContext, caller: Caller, idOrName: string): Promise<TenantRow> {
  const row = await findTenant(context.db.em(), caller.organization, idOrName);
  if (row !== null) return row;
  throw new FreeholdError("not_found", `no tenant has the id or name "${idOrName}"`, {
    nextStep: "list the tenants with GET /v1/tenants; a destroyed tenant is found by its id only",
  });
}

function withoutOutputs(tenant: TenantRow): FreeholdError {
  const building = ["requested", "waiting_for_capacity", "provisioning"].includes(tenant.status);
  if (building) {
    return new FreeholdError(
      "operation_in_progress",
      `tenant "${tenant.name}" is ${tenant.status}: it has no outputs yet`,
      {
        nextStep: "follow its operation and ask again when that has succeeded",
      },
    );
  }
  return new FreeholdError("illegal_transition", `tenant "${tenant.name}" is ${tenant.status}: it has no outputs`, {
    nextStep: "sign a new tenant up; outputs exist from `active` on, until the tenant is destroyed",
  });
}
