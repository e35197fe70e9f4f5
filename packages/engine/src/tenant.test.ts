import { StackOutputs } from "@freehold/model";
import { toStackConfig } from "@freehold/stack-tenant";
import { afterAll, beforeAll, expect, jest } from "@jest/globals";
import { type CloudBed, openClouds } from "../test/cloud-testbed.ts";
import { engineTest, filesHolding, listening, PASSPHRASE, PULUMI_BIN } from "../test/testbed.ts";
import type { RunRequest } from "./contract.ts";
import { advanceStages, BUILDING, stagesOf, startStages } from "./stages.ts";

const TENANT = "tenant1";

let bed: CloudBed;
beforeAll(async () => {
  if (PULUMI_BIN !== undefined) bed = await openClouds();
});
afterAll(() => bed?.close());

/** The product's own program, as the service asks for it. */
function request(action: RunRequest["action"], region = "fsn1"): RunRequest {
  const { hetzner, cloudflare, sshPort } = bed.sandbox;
  const config = toStackConfig({
    ...{ tenantId: TENANT, name: "acme", organization: "org1", operation: "op1" },
    ...{ cloud: "hetzner", region, size: "small", sshPort },
    ...{ zone: cloudflare.zone, zoneId: cloudflare.zoneId, tls: "none" },
    providers: {
      hcloud: { token: hetzner.token, endpoint: hetzner.endpoint },
      cloudflare: { apiToken: cloudflare.token, baseUrl: cloudflare.endpoint },
    },
  });
  const inventory: RunRequest["inventory"] = {
    tenantId: TENANT,
    clouds: [
      { cloud: "hetzner", ...hetzner },
      { cloud: "cloudflare", ...cloudflare },
    ],
  };
  return {
    operationId: `op-${action}`,
    program: "tenant",
    stack: TENANT,
    action,
    config,
    passphrase: PASSPHRASE,
    inventory,
  };
}

async function held(): Promise<string[]> {
  return (await bed.sandbox.inventory()).map((item) => item.type).sort();
}

engineTest("what the program refuses keeps its code and builds nothing", async () => {
  await expect(bed.engine.run(request("up", "atlantis"), listening())).rejects.toMatchObject({
    code: "region_unknown",
  });

  expect(await held()).toEqual([]);
});

engineTest(
  "a tenant is built through all stages, with outputs as promised, and destroyed without a trace",
  async () => {
    const stages = [startStages(BUILDING)];
    const hooks = listening();
    const up = await bed.engine.run(request("up"), {
      onEvent(event) {
        hooks.onEvent(event);
        stages.push(advanceStages(stages.at(-1) ?? startStages(BUILDING), event));
      },
    });

    const outputs = StackOutputs.parse(up.outputs);
    expect(up.secrets.sort()).toEqual(["credentials", "sshPrivateKey"]);
    expect([...new Set(stages.map((state) => state.stage)), "complete"]).toEqual(stagesOf(BUILDING));
    const percents = stages.map((state) => state.percent);
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
    expect(await held()).toEqual(["dns_record", "dns_record", "primary_ip", "primary_ip", "server", "ssh_key"]);

    const reported = JSON.stringify(hooks.events);
    const { dashboardUsername: _, ...credentials } = outputs.credentials; // a name, not a secret
    for (const secret of [
      outputs.sshPrivateKey,
      ...Object.values(credentials),
      bed.sandbox.hetzner.token,
      PASSPHRASE,
    ]) {
      expect(reported).not.toContain(secret);
      expect(await filesHolding(bed.home, secret)).toEqual([]);
    }

    expect(Object.keys((await bed.engine.run(request("up"), listening())).changes)).toEqual(["same"]);
    const inState = await bed.engine.outputsInState({ program: "tenant", stack: TENANT }, PASSPHRASE);
    expect(inState.workload).toEqual(outputs.workload);
    expect(JSON.stringify(inState)).not.toContain(outputs.sshPrivateKey);
    expect(await bed.engine.outputsInState({ program: "tenant", stack: "tnever1" }, PASSPHRASE)).toEqual({});
    await bed.engine.run(request("destroy"), listening());
    await bed.engine.removeStack({ program: "tenant", stack: TENANT }, PASSPHRASE);
    expect(await held()).toEqual([]);
  },
);

/** A tenant in a slot of the sandbox's Docker host. */
function slotRequest(tenantId: string, action: RunRequest["action"], jwtExpirySec = 3600): RunRequest {
  const { docker, cloudflare } = bed.sandbox;
  const { host = "", sshPrivateKey = "", hostKey = "" } = docker ?? {};
  return {
    ...request(action),
    stack: tenantId,
    config: toStackConfig({
      ...{ tenantId, name: "slotty", organization: "org1", operation: "op1" },
      ...{ cloud: "docker", region: "local", size: "small", tls: "none", settings: { jwtExpirySec } },
      ...{ zone: cloudflare.zone, zoneId: cloudflare.zoneId },
      providers: {
        docker: { host, sshPrivateKey, hostKey },
        cloudflare: { apiToken: cloudflare.token, baseUrl: cloudflare.endpoint },
      },
    }),
    inventory: { tenantId, clouds: [{ cloud: "cloudflare", ...cloudflare }] },
  };
}

engineTest("a slot's workload is signed once for each bundle: an unchanged update changes nothing", async () => {
  const slot = (action: RunRequest["action"], jwtExpirySec: number) => slotRequest("tslot11", action, jwtExpirySec);

  const stages = [startStages(BUILDING)];
  const first = await bed.engine.run(slot("up", 3600), {
    onEvent: (event) => void stages.push(advanceStages(stages.at(-1) ?? startStages(BUILDING), event)),
  });
  expect([...new Set(stages.map(({ stage }) => stage)), "complete"]).toEqual(stagesOf(BUILDING));
  expect(first.outputs.sshPrivateKey).toBe("");
  expect(Object.keys((await bed.engine.run(slot("up", 3600), listening())).changes)).toEqual(["same"]);

  const { changes } = await bed.engine.run(slot("up", 7200), listening());
  expect(changes).toMatchObject({ replace: 1 });
  expect(Object.keys((await bed.engine.run(slot("up", 7200), listening())).changes)).toEqual(["same"]);
  await bed.engine.run(slot("destroy", 7200), listening());
});

engineTest("a bundle that came to its slot after its signature's end is signed anew by the next update", async () => {
  // The hosts of the sandbox are in this process and programs are not: the host's clock is two hours ahead of who signs.
  const { now } = Date;
  const clock = jest.spyOn(Date, "now").mockImplementation(() => now() + 2 * 3600 * 1000);
  const late = bed.engine.run(slotRequest("tslot12", "up"), listening());
  await expect(late).rejects.toThrow(
    /signature expired \d+ s ago by this host's clock: sign it anew, by another update/,
  );
  clock.mockRestore();

  const { outputs } = await bed.engine.run(slotRequest("tslot12", "up"), listening());

  expect(StackOutputs.parse(outputs).workload.template).toBe("supabase");
  await bed.engine.run(slotRequest("tslot12", "destroy"), listening());
});
