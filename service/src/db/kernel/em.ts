import type { SqlEntityManager } from "@mikro-orm/postgresql";

/** One unit of work on the database, inside a transaction or not. Repositories take it as their first argument. */
export type Em = SqlEntityManager;

/** Rows are read as they are now, never from what an earlier read of the same unit of work remembers. */
export const FRESH = { disableIdentityMap: true } as const;

/** Runs one statement and returns how many rows it changed. */
export async function change(em: Em, sql: string, params: readonly unknown[]): Promise<number> {
  const result = await em.execute<{ affectedRows: number }>(sql, [...params], "run");
  return result.affectedRows;
}
