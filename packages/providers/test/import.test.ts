import { expect } from "@jest/globals";
import hcloud from "@pulumi/hcloud";
import random from "@pulumi/random";
import { engineTest } from "../src/testing/engine-test.ts";
import { startFakeHetzner } from "../src/testing/fake-hetzner.ts";

const TOKEN = "t".repeat(64);

engineTest("a server that exists is imported, and the program that describes it changes nothing", async (world) => {
  const hetzner = world.closing(await startFakeHetzner());
  const order = { name: "found", server_type: "cx23", image: 7, labels: { tenant: "acme" } };
  const response = await fetch(`${hetzner.endpoint}/servers`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify(order),
  });
  const { server } = (await response.json()) as { server: { id: number } };
  await world.stack.setConfig("hcloud:token", { value: TOKEN, secret: true });
  await world.stack.setConfig("hcloud:endpoint", { value: hetzner.endpoint });

  const change = { type: "hcloud:index/server:Server", name: "web", id: String(server.id) };
  await world.stack.import({ resources: [change], generateCode: false, protect: false });

  world.program(async () => {
    const args = { name: "found", serverType: "cx23", image: "debian-12", labels: { tenant: "acme" } };
    const web = new hcloud.Server("web", args);
    return { ip: web.ipv4Address };
  });
  expect((await world.stack.preview()).changeSummary).toMatchObject({ same: 2 });
  expect((await world.stack.up()).outputs.ip?.value).toBe("127.0.9.9");
  expect(hetzner.things("servers", TOKEN)).toHaveLength(1);
});

engineTest("importing what does not exist is refused", async (world) => {
  const hetzner = world.closing(await startFakeHetzner());
  await world.stack.setConfig("hcloud:token", { value: TOKEN, secret: true });
  await world.stack.setConfig("hcloud:endpoint", { value: hetzner.endpoint });
  const change = { type: "hcloud:index/server:Server", name: "web", id: "4711" };

  const failure = world.stack.import({ resources: [change], generateCode: false, protect: false });

  await expect(failure).rejects.toThrow(/resource '4711' does not exist/);
});

engineTest("an imported password keeps its value, and its id does not reveal it", async (world) => {
  const change = { type: "random:index/randomPassword:RandomPassword", name: "password", id: "Abcdefgh1234" };
  await world.stack.import({ resources: [change], generateCode: false, protect: false });

  world.program(async () => {
    const password = new random.RandomPassword("password", { length: 12 });
    return { result: password.result, id: password.id };
  });
  const { outputs, summary } = await world.stack.up();

  expect(outputs.result).toEqual({ value: "Abcdefgh1234", secret: true });
  expect(outputs.id?.value).toBe("none");
  expect(summary.resourceChanges).toMatchObject({ same: 2 });
});
