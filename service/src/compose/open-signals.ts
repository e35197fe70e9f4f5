import type { Logger } from "pino";
import { createSignals, SIGNAL_KINDS, type SignalKind, type Signals } from "../app/operations/signals.ts";
import type { Database, DatabaseOptions } from "../db/kernel/database.ts";
import { openNotifications } from "../db/kernel/notifications.ts";
import type { LeaseOwner } from "../jobs/runner/lease-owner.ts";
import type { Closers } from "./closers.ts";

/** Signals of this process and, on PostgreSQL, of all others on the same database. */
export async function openSignals(
  database: DatabaseOptions,
  { db, self, log, closers }: { db: Database; self: LeaseOwner; log: Logger; closers: Closers },
): Promise<Signals> {
  // The embedded database is one process's own: there are no others.
  if (database.kind === "pglite") return createSignals();
  const signals = createSignals((kind, operationId) => notifications.send(`${kind} ${operationId}`));
  const onMessage = (text: string): void => {
    const [kind = "", operationId = ""] = text.split(" ");
    // A newer version may have further kinds.
    if ((SIGNAL_KINDS as readonly string[]).includes(kind)) signals.hear(kind as SignalKind, operationId);
  };
  const notifications = closers.adopt(
    await openNotifications(database.url, { db, sender: self.instance, log, onMessage }),
  );
  return signals;
}
