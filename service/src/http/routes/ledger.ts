import { Ledger, LedgerBreaker, Operation, Orphan, TenantDrift } from "@freehold/model";
import { z } from "zod";
import { adoptOrphan as adopt } from "../../app/ledger/adopt-orphan.ts";
import { askToHeal as heal } from "../../app/ledger/ask-to-heal.ts";
import { resetBreaker as release } from "../../app/ledger/circuit-breaker.ts";
import { forgetTenant as forget } from "../../app/ledger/forget-tenant.ts";
import { readOrphan, readOrphans, removeOrphan as remove } from "../../app/ledger/orphans.ts";
import { readDrift, readLedger, sweepNow } from "../../app/ledger/read-ledger.ts";
import { rebuildState as rebuild } from "../../app/ledger/rebuild-state.ts";
import { refreshTenant as refresh } from "../../app/ledger/refresh-tenant.ts";
import { PageQuery, pageOf, pageSchema } from "../page.ts";
import { defineRoute, type Route } from "../route.ts";
import { Accepted, TenantParams } from "../schemas.ts";

const OrphanParams = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9]{1,64}$/, "must be 1 to 64 lower-case letters and digits")
    .meta({ description: "The orphan's id" }),
});

const getLedger = defineRoute({
  method: "get",
  path: "/v1/ledger",
  id: "getLedger",
  permission: "platform:admin",
  summary: "What exists at the clouds against what should, and whether the circuit breaker has tripped (operator)",
  tag: "ledger",
  responses: { 200: { description: "The ledger", schema: Ledger } },
  handle: async (app) => ({ status: 200, body: await readLedger(app) }),
});

/** 202: it takes as long as the shares of the budgets allow. `places[].sweptAt` says when each was compared. */
const sweepLedger = defineRoute({
  method: "post",
  path: "/v1/ledger/sweep",
  id: "sweepLedger",
  permission: "platform:admin",
  summary: "Compare everything with what it should be now, not only when its time has come (operator)",
  tag: "ledger",
  responses: { 202: { description: "The ledger as it is before it", schema: Ledger } },
  handle: async (app) => ({ status: 202, body: await sweepNow(app) }),
});

const releaseBrake = defineRoute({
  method: "delete",
  path: "/v1/ledger/brake",
  id: "releaseBrake",
  permission: "platform:admin",
  summary: "Reset the circuit breaker: healing and removing go on by themselves, where the settings say so (operator)",
  tag: "ledger",
  responses: { 200: { description: "The circuit breaker", schema: LedgerBreaker } },
  handle: async (app) => ({ status: 200, body: await release(app) }),
});

const listOrphans = defineRoute({
  method: "get",
  path: "/v1/orphans",
  id: "listOrphans",
  permission: "ledger:read",
  summary: "What carries our labels at the clouds and nobody has, with what it costs, the oldest first",
  tag: "ledger",
  query: PageQuery,
  responses: { 200: { description: "The orphans", schema: pageSchema(Orphan) } },
  handle: async (app, { caller, query }) => ({ status: 200, body: pageOf(await readOrphans(app, caller), query) }),
});

const getOrphan = defineRoute({
  method: "get",
  path: "/v1/orphans/{id}",
  id: "getOrphan",
  permission: "ledger:read",
  summary: "One orphan, also after its end",
  tag: "ledger",
  params: OrphanParams,
  responses: { 200: { description: "The orphan", schema: Orphan } },
  handle: async (app, { caller, params }) => ({ status: 200, body: await readOrphan(app, caller, params.id) }),
});

/** 202: it is `removed` when the cloud has answered twice that it is gone. */
const removeOrphan = defineRoute({
  method: "delete",
  path: "/v1/orphans/{id}",
  id: "removeOrphan",
  permission: "ledger:write",
  summary: "Remove an orphan from its cloud",
  tag: "ledger",
  params: OrphanParams,
  responses: { 202: { description: "It is being removed", schema: Orphan } },
  handle: async (app, { caller, params }) => ({ status: 202, body: await remove(app, caller, params.id) }),
});

/** 202: it is `adopted` when the operation has ended well, and an orphan again otherwise. */
const adoptOrphan = defineRoute({
  method: "post",
  path: "/v1/orphans/{id}/adopt",
  id: "adoptOrphan",
  permission: "ledger:write",
  summary: "Take an orphan into the stack of the tenant whose labels it carries",
  tag: "ledger",
  params: OrphanParams,
  responses: {
    202: {
      description: "It is being adopted; follow the operation",
      schema: z.object({ orphan: Orphan, operation: Operation }),
    },
  },
  handle: async (app, { caller, params }) => ({ status: 202, body: await adopt(app, caller, params.id) }),
});

const getDrift = defineRoute({
  method: "get",
  path: "/v1/tenants/{idOrName}/drift",
  id: "getDrift",
  permission: "tenants:read",
  summary: "What of a tenant is not as it should be at the clouds",
  tag: "tenants",
  params: TenantParams,
  responses: { 200: { description: "The drift", schema: TenantDrift } },
  handle: async (app, { caller, params }) => ({ status: 200, body: await readDrift(app, caller, params.idOrName) }),
});

/** 202: nothing is changed. `refresh` of the tenant's drift says what was found. */
const refreshTenant = defineRoute({
  method: "post",
  path: "/v1/tenants/{idOrName}/refresh",
  id: "refreshTenant",
  permission: "tenants:operate",
  summary: "Have the engine find out what of a tenant differs from its state; changes nothing",
  tag: "tenants",
  params: TenantParams,
  responses: { 202: { description: "Accepted; follow the operation", schema: Accepted } },
  handle: (app, { caller, params, idempotencyKey }) => refresh(app, caller, params.idOrName, idempotencyKey),
});

/** 202: a machine or a data volume that is gone needs an approval, as the operation then says. */
const healTenant = defineRoute({
  method: "post",
  path: "/v1/tenants/{idOrName}/heal",
  id: "healTenant",
  permission: "tenants:write",
  summary:
    "Put right what of a tenant is not as it should be at the clouds; a lost machine is recreated with an approval",
  tag: "tenants",
  params: TenantParams,
  responses: { 202: { description: "Accepted; follow the operation", schema: Accepted } },
  handle: (app, { caller, params, idempotencyKey }) => heal(app, caller, params.idOrName, idempotencyKey),
});

/** 202: a state that is there only gets what it lacks. */
const rebuildState = defineRoute({
  method: "post",
  path: "/v1/tenants/{idOrName}/rebuild-state",
  id: "rebuildState",
  permission: "ledger:write",
  summary: "Recreate the engine's state of a tenant from what the clouds hold by its labels; replaces no machine",
  tag: "tenants",
  params: TenantParams,
  responses: { 202: { description: "Accepted; follow the operation", schema: Accepted } },
  handle: (app, { caller, params, idempotencyKey }) => rebuild(app, caller, params.idOrName, idempotencyKey),
});

/** Another verb than destroy: nothing is asked of the clouds, nothing is proven. */
const forgetTenant = defineRoute({
  method: "post",
  path: "/v1/tenants/{idOrName}/forget",
  id: "forgetTenant",
  permission: "ledger:write",
  summary: "Give a tenant up without touching its clouds; what it has there stays, and is listed as an orphan",
  tag: "tenants",
  params: TenantParams,
  body: z.strictObject({
    reason: z.string().trim().min(10).max(500).meta({ description: "Why; it is kept in the audit log" }),
  }),
  responses: { 202: { description: "Accepted; follow the operation", schema: Accepted } },
  handle: async (app, { caller, params, body }) => ({
    status: 202,
    body: await forget(app, caller, params.idOrName, body.reason),
  }),
});

export const LEDGER_ROUTES: readonly Route[] = [
  getLedger,
  sweepLedger,
  releaseBrake,
  listOrphans,
  getOrphan,
  removeOrphan,
  adoptOrphan,
  getDrift,
  refreshTenant,
  healTenant,
  rebuildState,
  forgetTenant,
];
