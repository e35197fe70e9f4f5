import type { ObservedItem } from "@freehold/clouds";
import type { StateOnlyResource } from "@freehold/engine";
import { openTenantPassphrase } from "../../app/secrets/sealed.ts";
import type { TenantRow } from "../../db/entities/tenant.ts";
import type { Em } from "../../db/kernel/em.ts";
import { recordExpectedResources, recordStateOnlyResources } from "../../db/tenant-ledgers.ts";
import { tenantById } from "../../db/tenants.ts";
import type { OperationContext } from "../runner/context.ts";
import { expectedResourcesOf, tenantStack } from "./tenant-stack.ts";

/**
 * Finds out what the tenant should have at the clouds from the end of the operation on, and gives what writes it down in the
 * transaction that ends it. After an operation that ended badly the state decides.
 *
 * @param known What the engine reported when it ended well
 */
export async function expectedResourcesAtEnd(
  context: OperationContext,
  known: readonly ObservedItem[] | undefined,
): Promise<(em: Em) => Promise<void>> {
  const { app, engine, operation, log } = context;
  const { tenantId } = operation;
  if (tenantId === null) return async () => {};
  const tenant = await tenantById(app.db.em(), tenantId);
  const inState = async (): Promise<readonly ObservedItem[] | null> => {
    if (tenant.passphraseSealed === null) return null;
    return expectedResourcesOf({ app, engine, tenant });
  };
  const expectedResources =
    known ??
    (await inState().catch((error: unknown) => {
      log.warn({ err: error }, "what the tenant should have cannot be read; sweeps conclude nothing of it");
      return null;
    }));
  const stateOnlyResources = known === undefined ? undefined : await readStateOnly(context, tenant);
  return async (em) => {
    // A tenant that lives has something: a state without anything is lost, and what it had is still what it should have.
    const isLost = known === undefined && expectedResources?.length === 0 && LIVES_ON.includes(operation.kind);
    if (!isLost) await recordExpectedResources(em, tenantId, expectedResources);
    if (stateOnlyResources !== undefined) await recordStateOnlyResources(em, tenantId, stateOnlyResources);
    if (operation.kind === "destroy" && expectedResources?.length === 0)
      await recordStateOnlyResources(em, tenantId, null);
  };
}

/** Operations after which a tenant lives, however they end. */
const LIVES_ON: readonly string[] = ["update", "refresh", "move"];

/** Undefined when the state cannot be read, or has none: what was kept before stays. */
async function readStateOnly(
  { app, engine, log }: OperationContext,
  tenant: TenantRow,
): Promise<StateOnlyResource[] | undefined> {
  if (tenant.passphraseSealed === null) return undefined;
  try {
    const passphrase = openTenantPassphrase(app.envelope, tenant);
    const stateOnlyResources = await engine.stateOnlyResources(tenantStack(tenant), passphrase);
    return stateOnlyResources.length === 0 ? undefined : stateOnlyResources;
  } catch (error) {
    log.warn({ err: error }, "what only the state has of the tenant could not be kept; the next operation tries again");
    return undefined;
  }
}
