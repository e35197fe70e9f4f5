import { appendWarningOnce } from "../../db/operation-events.ts";
import { type UnservedOperation, unservedOperations } from "../../db/operation-queue.ts";
import type { AppContext } from "../context.ts";

/** A worker says once per lease that it is there; a few times missed, it is not. Leases are 30 s unless set. */
const SILENT_MS = 5 * 60_000;
/** A worker that knows an operation may be starting while others go. */
const WAITED_MS = 60_000;

/** The queued operations that none of the workers there are can carry out. */
export async function readUnserved({ db }: Pick<AppContext, "db">): Promise<UnservedOperation[]> {
  return unservedOperations(db.em(), { silentMs: SILENT_MS, waitedMs: WAITED_MS });
}

/** Says so in each operation's events, once. Returns those that it was not said of before. */
export async function announceUnserved(app: Pick<AppContext, "db" | "signals">): Promise<UnservedOperation[]> {
  const said: UnservedOperation[] = [];
  for (const operation of await readUnserved(app)) {
    if (!(await appendWarningOnce(app.db.em(), operation.id, whyUnserved(operation)))) continue;
    app.signals.progressed(operation.id);
    said.push(operation);
  }
  return said;
}

/** Why an operation waits that nobody carries out. */
export function whyUnserved({ kind, release, revision }: UnservedOperation): string {
  const what = release === null ? kind : `${kind} of ${release}`;
  return `no worker that runs can carry out a ${what} at revision ${revision}; it begins when one does that is of the version which asked for it, with the template's folder`;
}
