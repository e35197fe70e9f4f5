import type { Duplex } from "node:stream";
import { FreeholdError } from "@freehold/model";
import { recordAudit } from "../../db/audit.ts";
import type { AppContext, Caller } from "../context.ts";
import { openForward } from "../hosts/open-forward.ts";
import { machineConnection } from "../reachability/reach-target.ts";
import { openOutputs } from "../secrets/sealed.ts";
import { tenantRowOf } from "./read-tenants.ts";

/** How long the machine may take to answer, in milliseconds. */
const OPEN_MS = 15_000;

/** Opens a connection. @throws FreeholdError `machine_unreachable`, `host_key_mismatch` */
export type OpenConnection = () => Promise<Duplex>;

/**
 * The way to a tenant's database, and to nothing else: through the SSH server of its machine, by the service's own key, to the one port.
 * Each connection is an entry in the audit log before it is open.
 *
 * @throws FreeholdError `not_found`, `illegal_transition` for a tenant without a machine, `invalid_request` for a template without a database
 */
export async function wayToDatabase(app: AppContext, caller: Caller, idOrName: string): Promise<OpenConnection> {
  const tenant = await tenantRowOf(app, caller, idOrName);
  const outputs = openOutputs(app.envelope, tenant);
  if (outputs === null || ["destroying", "destroyed"].includes(tenant.status))
    throw new FreeholdError("illegal_transition", `tenant "${tenant.name}" is ${tenant.status}: it has no database`, {
      nextStep: "open it when the tenant is active",
    });
  const { db: port } = tenant.ports;
  if (port === undefined)
    throw new FreeholdError(
      "invalid_request",
      `the template ${tenant.template} has no database that is reached by a port`,
      {
        nextStep: "read the tenant's outputs: they say what it has",
      },
    );
  return async () => {
    await recordAudit(app.db.em(), {
      ...{ organization: caller.organization, actor: caller.keyId, action: "openDatabase", subject: tenant.id },
      detail: { port },
    });
    return openForward(await machineConnection(app, tenant, outputs), port, OPEN_MS);
  };
}
