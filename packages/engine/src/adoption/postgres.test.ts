import { expect } from "@jest/globals";
import { openClouds } from "../../test/cloud-testbed.ts";
import { postgresTest } from "../../test/postgres.ts";
import { listening, PASSPHRASE, withEngine } from "../../test/testbed.ts";

postgresTest(
  "a state that PostgreSQL lost is recreated, and its protection is taken away there",
  async (backendUrl) => {
    const clouds = await openClouds();
    await withEngine({ backendUrl, standIns: true }, async (engine) => {
      const tenant = clouds.newTenant();
      const request = { ...tenant.request("up", true), inventory: tenant.inventory };
      const first = await engine.run(request, listening());
      const stateOnlyResources = await engine.stateOnlyResources(request, PASSPHRASE);
      await engine.removeStack(request, PASSPHRASE, { cloudIsGone: true });

      const { unowned } = await engine.recover({ ...request, after: "update" });
      const { adopted } = await engine.adopt({ ...request, items: unowned, stateOnlyResources }, listening());
      const again = await engine.run(tenant.request("up", true), listening());

      expect(adopted.map(({ item }) => item.type).sort()).toEqual(["server", "ssh_key"]);
      expect(again.changes).toEqual({ same: 5 });
      expect(again.outputs).toEqual(first.outputs);

      await expect(engine.run(tenant.request("destroy"), listening())).rejects.toMatchObject({
        code: "stack_protected",
      });
      await engine.unprotect(request, PASSPHRASE, async () => {});
      await engine.run(tenant.request("destroy"), listening());
      expect(await tenant.held()).toEqual([]);
    }).finally(clouds.close);
  },
);
