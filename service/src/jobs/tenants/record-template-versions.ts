import type { Engine } from "@freehold/engine";
import type { Logger } from "pino";
import type { AppContext } from "../../app/context.ts";
import { recordTemplateVersion, tenantsOfUnknownVersion } from "../../db/tenants.ts";
import { builtTemplateVersion } from "./template-version.ts";
import { tenantStack } from "./tenant-stack.ts";

/**
 * Records the version of their template for tenants of before it was recorded. It is in what is sealed, so no migration of the database
 * could. Where nothing says it, it stays unknown, and the tenant's next operation is refused rather than guessed at.
 */
export async function recordTemplateVersions(app: AppContext, engine: Engine, log: Logger): Promise<void> {
  const unknown: string[] = [];
  for (const tenant of await tenantsOfUnknownVersion(app.db.em())) {
    const version = await builtTemplateVersion(app, engine, tenant, tenantStack(tenant)).catch((error: unknown) => {
      log.warn(
        { err: error, tenant: tenant.id },
        "the state of a tenant could not be asked for its template's version",
      );
      return undefined;
    });
    if (version === undefined) unknown.push(tenant.id);
    else await recordTemplateVersion(app.db.em(), tenant.id, version);
  }
  if (unknown.length > 0)
    log.warn({ tenants: unknown }, "nothing says which version of their template these tenants are of");
}
