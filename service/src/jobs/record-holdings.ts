import type { ObservedItem } from "@freehold/clouds";
import { openTenantPassphrase } from "../app/sealed.ts";
import type { Em } from "../db/em.ts";
import { recordHoldings } from "../db/tenant-ledgers.ts";
import { tenantById } from "../db/tenants.ts";
import type { OperationContext } from "./context.ts";

/**
 * Finds out what the tenant should have at the clouds from the end of the operation on, and gives what writes it down in the
 * transaction that ends it. After an operation that ended badly the state decides.
 *
 * @param known What the engine told when it ended well
 */
export async function holdingsAtEnd(
  { app, engine, operation, log }: OperationContext,
  known: readonly ObservedItem[] | undefined,
): Promise<(em: Em) => Promise<void>> {
  const { tenantId } = operation;
  if (tenantId === null) return async () => {};
  const tenant = await tenantById(app.db.em(), tenantId);
  const inState = async (): Promise<readonly ObservedItem[] | null> => {
    if (tenant.passphraseSealed === null) return null;
    const passphrase = openTenantPassphrase(app.envelope, tenant);
    return engine.holdings({ program: "tenant", stack: tenantId }, passphrase);
  };
  const holdings =
    known ??
    (await inState().catch((error: unknown) => {
      log.warn({ err: error }, "what the tenant should have cannot be told; sweeps conclude nothing of it");
      return null;
    }));
  return (em) => recordHoldings(em, tenantId, holdings);
}
