import { rmSync } from "node:fs";
import { afterAll, afterEach, expect } from "@jest/globals";
import { engineReason, withEngine } from "../engine-binary.ts";
import { writeOwnTemplate } from "../own-template.ts";
import { useService } from "../use-service.ts";
import { askedToEnd } from "./asked-to-end.ts";
import { destroyOrder } from "./destroy-order.ts";
import { failover } from "./failover.ts";
import { hostByOrder } from "./host-by-order.ts";
import { killedInAccount, killedInCreate } from "./killed-service.ts";
import { noMachines } from "./no-machines.ts";
import { outage } from "./outage.ts";
import { twoTenants } from "./two-tenants.ts";

/**
 * Suites that share a sandbox and a service, one after the other: each begins with no tenant and no fault and ends so. A service of one's own
 * costs 10 s of a core: its start, its runners, and what an account's first tenant makes for all.
 */
withEngine(`one service${engineReason}`, () => {
  const templates = writeOwnTemplate();
  const world = useService({
    FREEHOLD_TEMPLATES: templates,
    FREEHOLD_LEASE_SEC: "2",
    FREEHOLD_CAPACITY_RETRY_SEC: "2",
    // The pauses between the tries of an hour, a 25th as long.
    FREEHOLD_RETRY_MS: "20",
  });

  afterEach(async () => {
    await fetch(`${world.sandbox.control.endpoint}/faults`, { method: "DELETE" });
    expect(await world.sandbox.held()).toEqual([]);
  });

  // The first: what an account's tenants share is built before its first tenant, by that one's operation.
  killedInAccount(world);
  killedInCreate(world);
  twoTenants(world);
  noMachines(world);
  outage(world);
  destroyOrder(world);
  hostByOrder(world);
  failover(world);
  afterAll(() => rmSync(templates, { recursive: true }));
  // The last: the service has ended then.
  askedToEnd(world);
});
