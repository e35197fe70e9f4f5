import { FreeholdError } from "@freehold/model";
import { MIGRATIONS } from "../migrations/index.ts";
import type { Em } from "./em.ts";

/**
 * Fact that names the newest migration which a process must know to work with this database. Migrations only add, so that processes of the
 * version before go on working while the new ones start. One that takes something away comes a version after the last code that used it,
 * and records its own name here: `insert into service_facts (name, value) values ('schema_floor', '00NN-what') on conflict (name) do update
 * set value = excluded.value`.
 */
const SCHEMA_FLOOR = "schema_floor";

/** @throws FreeholdError `service_unavailable` when a newer version took away what this one needs */
export async function assertSchemaKnown(em: Em): Promise<void> {
  const [row] = await em.execute<{ value: string }[]>("select value from service_facts where name = ?", [SCHEMA_FLOOR]);
  const newest = MIGRATIONS.at(-1)?.name;
  if (row === undefined || MIGRATIONS.some(({ name }) => name === row.value)) return;
  throw new FreeholdError(
    "service_unavailable",
    `the database was changed by a newer version of Freehold: every process on it must know migration ${row.value}, this one knows up to ${newest}`,
    { nextStep: "start the newer version; an older one runs beside it for one version only" },
  );
}
