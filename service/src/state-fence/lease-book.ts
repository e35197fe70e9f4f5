import type { Database } from "../db/kernel/database.ts";
import type { Lease } from "../db/lease.ts";
import { operationById, runningOperations } from "../db/operations.ts";

/** What a fence must know of leases. */
export interface LeaseBook {
  /** Whether the lease is the newest of an operation that runs. */
  isCurrent(lease: Lease): Promise<boolean>;
  /** Of every operation that runs. */
  current(): Promise<Lease[]>;
}

export function createLeaseBook(db: Database): LeaseBook {
  return {
    async isCurrent({ operationId, fencingToken }) {
      const operation = await operationById(db.em(), operationId);
      return operation.status === "running" && operation.fencingToken === fencingToken;
    },
    async current() {
      const running = await runningOperations(db.em());
      return running.map(({ id, fencingToken }) => ({ operationId: id, fencingToken }));
    },
  };
}
