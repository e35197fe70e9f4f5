import { FreeholdError } from "@freehold/model";
import type { Em } from "./em.ts";

/** Fact that is there while a backup is being restored. */
export const HALF_RESTORED = "half_restored";

/** @throws FreeholdError `service_unavailable` when a restore of a backup was begun and not ended */
export async function assertWhollyRestored(em: Em): Promise<void> {
  const [row] = await em.execute<{ value: string }[]>("select value from service_facts where name = ?", [
    HALF_RESTORED,
  ]);
  if (row === undefined) return;
  throw new FreeholdError(
    "service_unavailable",
    `the restore of the backup of ${row.value} into this database was not ended`,
    { nextStep: "restore it again, with --replace" },
  );
}
