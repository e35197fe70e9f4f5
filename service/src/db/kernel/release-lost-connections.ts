import type pg from "pg";

/**
 * Gives a pool the connections back that broke in the midst of a transaction. Kysely, under the object-relational mapper, gives one back
 * after its `rollback` has been answered, and never when it cannot be: after as many losses as the pool has places every query would
 * wait for ever.
 */
export function releaseLostConnections(pool: pg.Pool): void {
  const taken = new WeakSet<pg.PoolClient>();
  pool.on("acquire", (client) => taken.add(client));
  pool.on("release", (_error, client) => taken.delete(client));
  pool.on("connect", (client) =>
    client.on("error", () => {
      if (!taken.has(client)) return;
      client.release(true);
      // Whoever has it may still give it back.
      client.release = () => {};
    }),
  );
}
