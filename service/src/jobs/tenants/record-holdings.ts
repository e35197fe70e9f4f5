import type { ObservedItem } from "@freehold/clouds";
import type { Keepsake } from "@freehold/engine";
import { openTenantPassphrase } from "../../app/secrets/sealed.ts";
import type { TenantRow } from "../../db/entities/tenant.ts";
import type { Em } from "../../db/kernel/em.ts";
import { recordHoldings, recordKeepsakes } from "../../db/tenant-ledgers.ts";
import { tenantById } from "../../db/tenants.ts";
import type { OperationContext } from "../runner/context.ts";
import { tenantHoldings, tenantStack } from "./tenant-stack.ts";

/**
 * Finds out what the tenant should have at the clouds from the end of the operation on, and gives what writes it down in the
 * transaction that ends it. After an operation that ended badly the state decides.
 *
 * @param known What the engine told when it ended well
 */
export async function holdingsAtEnd(
  context: OperationContext,
  known: readonly ObservedItem[] | undefined,
): Promise<(em: Em) => Promise<void>> {
  const { app, engine, operation, log } = context;
  const { tenantId } = operation;
  if (tenantId === null) return async () => {};
  const tenant = await tenantById(app.db.em(), tenantId);
  const inState = async (): Promise<readonly ObservedItem[] | null> => {
    if (tenant.passphraseSealed === null) return null;
    return tenantHoldings({ app, engine, tenant });
  };
  const holdings =
    known ??
    (await inState().catch((error: unknown) => {
      log.warn({ err: error }, "what the tenant should have cannot be told; sweeps conclude nothing of it");
      return null;
    }));
  const keepsakes = known === undefined ? undefined : await keepsakesOf(context, tenant);
  return async (em) => {
    // A tenant that lives has something: a state without anything is lost, and what it had is still what it should have.
    const isLost = known === undefined && holdings?.length === 0 && LIVES_ON.includes(operation.kind);
    if (!isLost) await recordHoldings(em, tenantId, holdings);
    if (keepsakes !== undefined) await recordKeepsakes(em, tenantId, keepsakes);
    if (operation.kind === "destroy" && holdings?.length === 0) await recordKeepsakes(em, tenantId, null);
  };
}

/** Operations after which a tenant lives, however they end. */
const LIVES_ON: readonly string[] = ["update", "refresh", "move"];

/** Undefined when the state cannot be read, or has none: what was kept before stays. */
async function keepsakesOf({ app, engine, log }: OperationContext, tenant: TenantRow): Promise<Keepsake[] | undefined> {
  if (tenant.passphraseSealed === null) return undefined;
  try {
    const passphrase = openTenantPassphrase(app.envelope, tenant);
    const keepsakes = await engine.keepsakes(tenantStack(tenant), passphrase);
    return keepsakes.length === 0 ? undefined : keepsakes;
  } catch (error) {
    log.warn({ err: error }, "what only the state has of the tenant could not be kept; the next operation tries again");
    return undefined;
  }
}
