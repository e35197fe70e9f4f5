import { Ledger, LedgerBreaker, Operation, Orphan, TenantDrift } from "@freehold/model";
import { z } from "zod";
import type { Http } from "./http.ts";
import { Accepted } from "./types.ts";

/** What exists at the clouds against what should. */
export interface LedgerClient {
  /** For the operator. */
  getLedger(): Promise<Ledger>;
  /** Has everything compared now; for the operator. */
  sweepLedger(): Promise<Ledger>;
  /** For the operator. */
  releaseBrake(): Promise<LedgerBreaker>;
  listOrphans(): Promise<Orphan[]>;
  getOrphan(id: string): Promise<Orphan>;
  /** It is `removed` when its cloud has answered twice that it is gone. */
  removeOrphan(id: string): Promise<Orphan>;
  /** It is `adopted` when the operation has ended well. */
  adoptOrphan(id: string): Promise<{ orphan: Orphan; operation: Operation }>;
  getDrift(idOrName: string): Promise<TenantDrift>;
  /** Has the engine find out what differs; {@link getDrift} reports it when the operation has ended. */
  refreshTenant(idOrName: string): Promise<Accepted>;
  /** Has put right what of a tenant is not as it should be; a machine that is gone needs an approval. */
  healTenant(idOrName: string): Promise<Accepted>;
  /** Has the engine's state of a tenant recreated from what the clouds hold. */
  rebuildState(idOrName: string): Promise<Accepted>;
  /** Gives a tenant up without touching its clouds. @param reason Kept in the audit log */
  forgetTenant(idOrName: string, reason: string): Promise<Accepted>;
}

export function createLedgerClient(http: Http): LedgerClient {
  const orphan = (id: string): string => `/v1/orphans/${encodeURIComponent(id)}`;
  const tenant = (idOrName: string): string => `/v1/tenants/${encodeURIComponent(idOrName)}`;
  return {
    getLedger: () => http.call("GET", "/v1/ledger", Ledger),
    sweepLedger: () => http.call("POST", "/v1/ledger/sweep", Ledger),
    releaseBrake: () => http.call("DELETE", "/v1/ledger/brake", LedgerBreaker),
    listOrphans: () => http.all("/v1/orphans", Orphan),
    getOrphan: (id) => http.call("GET", orphan(id), Orphan),
    removeOrphan: (id) => http.call("DELETE", orphan(id), Orphan),
    adoptOrphan: (id) => http.call("POST", `${orphan(id)}/adopt`, z.object({ orphan: Orphan, operation: Operation })),
    getDrift: (idOrName) => http.call("GET", `${tenant(idOrName)}/drift`, TenantDrift),
    refreshTenant: (idOrName) => http.call("POST", `${tenant(idOrName)}/refresh`, Accepted),
    healTenant: (idOrName) => http.call("POST", `${tenant(idOrName)}/heal`, Accepted),
    rebuildState: (idOrName) => http.call("POST", `${tenant(idOrName)}/rebuild-state`, Accepted),
    forgetTenant: (idOrName, reason) => http.call("POST", `${tenant(idOrName)}/forget`, Accepted, { body: { reason } }),
  };
}
