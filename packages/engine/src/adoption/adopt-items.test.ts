import { join } from "node:path";
import type { CloudAccess, ObservedItem } from "@freehold/clouds";
import { tenantLabels } from "@freehold/model";
import { type TenantStackConfigInput, toStackConfig } from "@freehold/stack-tenant";
import { afterAll, beforeAll, expect } from "@jest/globals";
import { type CloudBed, openClouds } from "../../test/cloud-testbed.ts";
import { engineTest, listening, PASSPHRASE, PULUMI_BIN } from "../../test/testbed.ts";
import type { AdoptionReport, InventoryTargets, RunRequest, StateOnlyResource } from "../contract.ts";
import { createFileStateStore } from "../state/file-state-store.ts";
import { withoutResources } from "../state/without-resources.ts";

let bed: CloudBed;
beforeAll(async () => {
  if (PULUMI_BIN !== undefined) bed = await openClouds();
});
afterAll(() => bed?.close());

/** The product's own program at Hetzner, and where its things are looked for. */
function tenant(tenantId: string, given: Partial<TenantStackConfigInput> = {}): RunRequest {
  const { hetzner, cloudflare, sshPort } = bed.sandbox;
  const config = toStackConfig({
    ...{ tenantId, name: tenantId, organization: "org1", operation: "op1" },
    ...{ cloud: "hetzner", region: "fsn1", size: "small", sshPort, protect: true },
    ...{ zone: cloudflare.zone, zoneId: cloudflare.zoneId, tls: "none" },
    providers: {
      hcloud: { token: hetzner.token, endpoint: hetzner.endpoint },
      cloudflare: { apiToken: cloudflare.token, baseUrl: cloudflare.endpoint },
    },
    ...given,
  });
  const inventory: InventoryTargets = {
    tenantId,
    clouds: [
      { cloud: "hetzner", ...hetzner },
      { cloud: "cloudflare", ...cloudflare },
    ],
  };
  const target = { operationId: "op1", program: "tenant", stack: tenantId, passphrase: PASSPHRASE };
  return { ...target, action: "up", config, inventory };
}

/** The same tenant elsewhere. */
function tenantAt(cloud: "digitalocean" | "proxmox"): RunRequest {
  const { digitalocean, proxmox } = bed.sandbox;
  const { ssh, templateId, tokenId, tokenSecret, node } = proxmox;
  const apiToken = `${tokenId}=${tokenSecret}`;
  const sshOfNode = {
    sshUsername: ssh.username,
    sshPassword: ssh.password,
    sshAddress: ssh.address,
    sshPort: ssh.port,
  };
  const { cloudflare } = bed.sandbox;
  const dns = { cloudflare: { apiToken: cloudflare.token, baseUrl: cloudflare.endpoint } };
  const isDroplet = cloud === "digitalocean";
  const request = tenant(`tadopt${cloud}`, {
    cloud,
    region: isDroplet ? "fra1" : node,
    providers: isDroplet
      ? { ...dns, digitalocean: { token: digitalocean.token, apiEndpoint: new URL("/", digitalocean.endpoint).href } }
      : { ...dns, proxmoxve: { endpoint: proxmox.endpoint, apiToken, insecure: true, templateId, ...sshOfNode } },
  });
  const access: CloudAccess = isDroplet
    ? { cloud, ...digitalocean }
    : { cloud: "proxmox", endpoint: proxmox.endpoint, apiToken, insecure: true };
  const clouds: CloudAccess[] = [access, { cloud: "cloudflare", ...cloudflare }];
  return { ...request, inventory: { tenantId: request.stack, clouds } };
}

const REF = (name: string) => ({ project: "freehold-tenant", name });

/** What a state says about the place of each resource. */
async function placesIn(name: string): Promise<unknown[]> {
  const state = createFileStateStore(join(bed.home, "state"));
  const { resources = [] } = (await state.read(REF(name), PASSPHRASE)) ?? {};
  const reported = (resources ?? []).map(({ urn, id, parent, protect, type }) => ({
    ...{ urn, parent, protect },
    // Neither providers nor commands are anywhere else: their ids are generated again with the state.
    ...(/^(pulumi:providers|command):/.test(type) ? {} : { id }),
  }));
  return reported.sort((a, b) => a.urn.localeCompare(b.urn));
}

/** As after lost answers: the clouds have it all, the state nothing of it. */
async function loseAnswers(name: string): Promise<string[]> {
  const state = createFileStateStore(join(bed.home, "state"));
  const clouds = ["hcloud:", "digitalocean:", "proxmoxve:", "cloudflare:"];
  const { rest, forgotten } = withoutResources((await state.read(REF(name), PASSPHRASE)) ?? {}, { types: clouds });
  await state.write(REF(name), PASSPHRASE, rest);
  return forgotten;
}

async function adoptAll(
  request: RunRequest,
  stateOnlyResources: readonly StateOnlyResource[] = [],
): Promise<AdoptionReport> {
  const { unowned } = await bed.engine.recover({ ...request, after: "update" });
  return bed.engine.adopt({ ...request, items: unowned, stateOnlyResources }, listening());
}

engineTest(
  "what an update ordered without an answer is taken into the state as the component's, and made no second time",
  async () => {
    const request = tenant("tadopt1");
    const first = await bed.engine.run(request, listening());
    const places = await placesIn("tadopt1");
    const lost = await loseAnswers("tadopt1");
    expect(lost).toHaveLength(4);

    const { adopted, left } = await adoptAll(request);
    const { plan } = await bed.engine.run({ ...request, action: "preview" }, listening());
    const again = await bed.engine.run(request, listening());

    expect(adopted.map(({ urn }) => urn).sort()).toEqual([...lost].sort());
    expect(left).toEqual([]);
    expect(plan).toEqual([]);
    expect(again.outputs).toEqual(first.outputs);
    expect(byId(again.expectedResources)).toEqual(byId(first.expectedResources));
    expect(await placesIn("tadopt1")).toEqual(places);
  },
);

for (const cloud of ["digitalocean", "proxmox"] as const) {
  engineTest(
    `what was ordered at ${cloud} without an answer is taken into the state, and made no second time`,
    async () => {
      const request = tenantAt(cloud);
      const first = await bed.engine.run(request, listening());
      const lost = await loseAnswers(request.stack);

      const { adopted, left } = await adoptAll(request);
      const { plan = [] } = await bed.engine.run({ ...request, action: "preview" }, listening());
      const again = await bed.engine.run(request, listening());

      expect(left).toEqual([]);
      expect(lost).toEqual(expect.arrayContaining(adopted.map(({ urn }) => urn)));
      // An address, a firewall rule or an attachment may be reported another way; nothing is made or replaced.
      expect(plan.filter(({ op }) => op !== "update").map(({ op, name }) => `${op} ${name}`)).toEqual([]);
      expect(byId(again.expectedResources)).toEqual(byId(first.expectedResources));
    },
  );
}

engineTest("an adoption that was cut off before the cloud was read is done again by the next recovery", async () => {
  const request = tenant("tadopt2");
  const first = await bed.engine.run(request, listening());
  const lost = await loseAnswers("tadopt2");
  const { unowned } = await bed.engine.recover({ ...request, after: "update" });
  await bed.fault({ cloud: "hetzner", method: "GET", path: "/servers/", kind: "status", status: 503, always: true });
  const cutOff = bed.engine.adopt({ ...request, items: unowned }, listening());
  await expect(cutOff).rejects.toMatchObject({ code: "cloud_unreachable" });
  await bed.clearFaults();

  const { adopted } = await adoptAll(request);

  expect(adopted.map(({ urn }) => urn)).toContain(lost.find((urn) => urn.includes("server:Server")));
  expect(byId((await bed.engine.run(request, listening())).expectedResources)).toEqual(byId(first.expectedResources));
});

engineTest("what the program would not make, and what the state has already, is left and reported", async () => {
  const request = tenant("tadopt3");
  await bed.engine.run(request, listening());
  const { hetzner } = bed.sandbox;
  await fetch(`${hetzner.endpoint}/volumes`, {
    method: "POST",
    headers: { authorization: `Bearer ${hetzner.token}`, "content-type": "application/json" },
    body: JSON.stringify({
      ...{ name: "fh-tadopt3-other", size: 10, location: "fsn1" },
      labels: tenantLabels({ tenantId: "tadopt3", organization: "org1", operation: "op0" }),
    }),
  });
  const places = await placesIn("tadopt3");

  const { adopted, left } = await adoptAll(request);

  expect(adopted).toEqual([]);
  expect(left).toMatchObject([{ type: "volume", name: "fh-tadopt3-other" }]);
  expect(await placesIn("tadopt3")).toEqual(places);
});

engineTest(
  "a state that is lost is recreated from labels and state-only resources, and nothing is replaced",
  async () => {
    const request = tenant("tadopt4");
    const first = await bed.engine.run(request, listening());
    const places = await placesIn("tadopt4");
    const stateOnlyResources = await bed.engine.stateOnlyResources(request, PASSPHRASE);
    // What is kept elsewhere is as secret there as in the state.
    expect(JSON.stringify(stateOnlyResources)).not.toContain(String(first.outputs.sshPrivateKey).split("\n")[1]);
    await createFileStateStore(join(bed.home, "state")).remove(REF("tadopt4"), PASSPHRASE);
    expect(await bed.engine.stackExists(request)).toBe(false);

    const { adopted, left } = await adoptAll(request, stateOnlyResources);
    const { plan = [] } = await bed.engine.run({ ...request, action: "preview" }, listening());
    const again = await bed.engine.run(request, listening());

    expect(adopted).toHaveLength(4);
    expect(left).toEqual([]);
    // Commands on the machine are nowhere: they are given again, and change nothing on a machine that is as it should be.
    expect([...new Set(plan.map(({ type, op }) => `${op} ${type}`))]).toEqual(["create command:remote:Command"]);
    expect(again.outputs).toEqual(first.outputs);
    expect(byId(again.expectedResources)).toEqual(byId(first.expectedResources));
    expect(await placesIn("tadopt4")).toEqual(places);
  },
);

function byId(items: readonly ObservedItem[]): ObservedItem[] {
  return [...items].sort((a, b) => a.id.localeCompare(b.id));
}
