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
