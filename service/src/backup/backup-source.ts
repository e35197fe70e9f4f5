import type { Config } from "../config/config.ts";
import type { Database } from "../db/kernel/database.ts";
import { openSession, type SqlSession } from "./sql-session.ts";
import { statePlaceOf } from "./state-place.ts";
import type { BackupSource } from "./take-backup.ts";

/** What a configuration names, read by a connection of its own. */
export async function openSource(config: Config): Promise<BackupSource & { close(): Promise<void> }> {
  const session = await openSession(config.database);
  return {
    state: statePlaceOf(config),
    async inSnapshot(work) {
      await session.query("begin isolation level repeatable read read only");
      const result = await work(session);
      await session.query("commit");
      return result;
    },
    close: () => session.close(),
  };
}

/** The embedded database of this process: every other query of the process waits until the rows are written down. */
export function ownSource(config: Config, db: Database): BackupSource {
  return {
    state: statePlaceOf(config),
    inSnapshot: (work) =>
      db.transaction((em) => {
        const session: SqlSession = {
          query: (sql, values = []) => {
            if (values.length > 0) throw new Error("a snapshot of the own database takes no parameters");
            return em.execute(sql);
          },
          close: async () => {},
        };
        return work(session);
      }),
  };
}
