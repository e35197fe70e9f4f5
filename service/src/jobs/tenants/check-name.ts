import { FreeholdError } from "@freehold/model";
import { tenantTarget } from "../../app/tenants/tenant-target.ts";
import type { JobContext } from "../runner/context.ts";
import type { Step } from "../runner/step.ts";

/** Looks, before a machine is ordered, whether the zone is there, and whether the tenant's name leads somewhere by a record of somebody else's. */
export const checkName: Step<JobContext> = {
  name: "check-name",
  // Nothing to undo: it only asks.
  async run({ app, tenant }) {
    if (app.clouds.isGone(tenant.accountId)) return;
    const name = `${tenant.name}.${tenant.zone}`;
    const target = await tenantTarget(app, tenant);
    await app.probe.assertZone(target);
    const found = await app.probe.foreignRecord(target, name, tenant.id);
    if (found === undefined) return;
    throw new FreeholdError("dns_record_taken", `${name} has a record already that is not this tenant's: ${found}`);
  },
};
