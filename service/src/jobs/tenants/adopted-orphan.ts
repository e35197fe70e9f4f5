import { isSameItem } from "@freehold/clouds";
import { FreeholdError } from "@freehold/model";
import type { Failure } from "../../db/entities/failure.ts";
import type { Em } from "../../db/kernel/em.ts";
import { findOrphan, setOrphanStatus } from "../../db/orphans.ts";
import type { JobContext } from "../runner/context.ts";
import { expectedResourcesOf } from "./tenant-stack.ts";

/** @throws FreeholdError `not_adoptable` when the tenant's state does not have the orphan */
export async function assertOrphanAdopted(context: JobContext, orphanId: string): Promise<void> {
  const { app, tenant } = context;
  const orphan = await findOrphan(app.db.em(), orphanId);
  const expectedResources = await expectedResourcesOf(context);
  const { cloud = "hetzner", type = "", itemId: id = "", name = "" } = orphan ?? {};
  if (expectedResources.some((item) => isSameItem(item, { cloud, type, id }))) return;
  throw new FreeholdError(
    "not_adoptable",
    `the stack of tenant "${tenant.name}" makes no ${type} "${name}", or has the one that it makes; nothing was changed`,
    { nextStep: `remove it with DELETE /v1/orphans/${orphanId} when nobody needs it` },
  );
}

/** In the transaction that ends the operation: the orphan is the tenant's, or may be decided about again. */
export async function endAdoption(em: Em, { operation }: JobContext, failure?: Failure): Promise<void> {
  const { adopt } = operation.params ?? {};
  if (adopt === undefined) return;
  await (failure === undefined
    ? setOrphanStatus(em, adopt, ["adopting", "quarantined"], "adopted")
    : setOrphanStatus(em, adopt, ["adopting"], "quarantined", failure.reason));
}
