import type { Database } from "./database.ts";
import type { Em } from "./em.ts";
import type { Scope } from "./scope.ts";

/** The database as requests of an organization see it: what is another's is not there. */
export function scopedDatabase(db: Database, organization: string): Database {
  const scoped = (em: Em): Em => {
    em.setFilterParams("organization", { organization } satisfies Scope);
    return em;
  };
  return { ...db, em: () => scoped(db.em()), transaction: (work) => db.transaction((em) => work(scoped(em))) };
}
