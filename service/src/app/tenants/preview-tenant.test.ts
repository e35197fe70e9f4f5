import type { ResourceSummary } from "@freehold/model";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { fakeClouds } from "../../testing/fake-clouds.ts";
import { ACME, makeWorld, type World } from "../../testing/world.ts";
import type { Zone } from "../accounts/clouds-port.ts";

const ZONE: Zone = {
  name: "tenants.example.com",
  provider: "route53",
  providers: { aws: { accessKey: "k", secretKey: "s" } },
  access: { cloud: "route53", accessKeyId: "k", secretAccessKey: "s" },
};

let world: World;
beforeAll(async () => {
  world = await makeWorld({ clouds: { ...fakeClouds(), zones: [ZONE] } });
});
afterAll(() => world.close());

const previewAt = async (cloud: string, region: string): Promise<string[]> => {
  const body = { ...ACME, placement: { ...ACME.placement, cloud, region } };
  const answer = await world.request<{ resources: ResourceSummary[] }>("POST", "/v1/tenants/preview", { body });
  return answer.body.resources.map(({ type, name }) => `${type} ${name}`);
};

test("a preview foresees the records of whoever serves the zone that the name would be in", async () => {
  expect((await previewAt("hetzner", "fsn1")).filter((each) => /record:/i.test(each))).toEqual([
    "aws:route53/record:Record name-a",
    "aws:route53/record:Record name-aaaa",
  ]);
});

test("a preview foresees the firewall that a machine at Proxmox VE gets by the networks that may reach SSH", async () => {
  expect((await previewAt("proxmox", "pve")).filter((each) => each.includes("firewall/"))).toHaveLength(3);
});

test("a preview foresees the firewall that opens the database, and warns of one that lets everybody in", async () => {
  const body = { ...ACME, databaseAllowedFrom: ["0.0.0.0/0"] };
  const answer = await world.request<{ resources: ResourceSummary[]; warnings: string[] }>(
    "POST",
    "/v1/tenants/preview",
    { body },
  );

  expect(answer.body.resources).toContainEqual({
    type: "hcloud:index/firewall:Firewall",
    name: "tenant-machine-database-firewall",
  });
  expect(answer.body.warnings.join()).toContain("lets everybody try the database's password");
});

test("a preview reports the quota's verdict, and what a signup would be refused with", async () => {
  const preview = () => world.request<{ quota: unknown }>("POST", "/v1/tenants/preview", { body: ACME });
  const limit = (limits: string) => world.service.db.em().execute(`update organizations set ${limits}`);

  await limit("max_tenants = 3, max_machines = 0");
  const full = await preview();
  const refused = await world.request("POST", "/v1/tenants", { body: ACME });
  await limit("max_tenants = 3, max_machines = null");
  const open = await preview();

  expect(full).toMatchObject({
    status: 200,
    body: {
      quota: {
        allowed: false,
        counts: [
          { kind: "tenants", limit: 3, used: 0 },
          { kind: "machines", limit: 0, used: 0 },
        ],
        refusal: { code: "quota_exceeded", detail: expect.stringContaining("may have 0 machines and has 0") },
      },
    },
  });
  expect(refused.body).toMatchObject({
    code: "quota_exceeded",
    detail: expect.stringContaining("may have 0 machines"),
  });
  expect(open.body.quota).toMatchObject({ allowed: true });
});
