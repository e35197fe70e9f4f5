import { recordAudit } from "../../db/audit.ts";
import type { Em } from "../../db/kernel/em.ts";
import { OPERATOR_ORGANIZATION } from "./operator.ts";

/** Requests without a valid key, counted: one entry of the audit log stands for many, or an attack would fill it. */
export interface FailedLogins {
  /** @param from Address that the request came from */
  count(from: string): void;
  /** Writes what was counted since the last time. Nothing when nothing was. */
  record(em: Em): Promise<void>;
}

/** Addresses that are counted apart. */
const APART = 1_000;
/** Addresses that an entry names. */
const NAMED = 10;

export function createFailedLogins(): FailedLogins {
  let byAddress = new Map<string, number>();
  return {
    count(from) {
      const address = byAddress.size < APART || byAddress.has(from) ? from : "others";
      byAddress.set(address, (byAddress.get(address) ?? 0) + 1);
    },
    async record(em) {
      if (byAddress.size === 0) return;
      const counted = [...byAddress].sort(([, a], [, b]) => b - a);
      byAddress = new Map();
      await recordAudit(em, {
        organization: OPERATOR_ORGANIZATION,
        actor: "anonymous",
        action: "authenticate",
        subject: "api",
        detail: {
          outcome: "refused",
          count: counted.reduce((sum, [, count]) => sum + count, 0),
          addresses: counted.length,
          most: counted.slice(0, NAMED).map(([address, count]) => ({ address, count })),
        },
      });
    },
  };
}
