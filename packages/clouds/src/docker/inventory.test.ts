import { expect, test } from "@jest/globals";
import type { DockerHostClient } from "./client.ts";
import { createDockerInventory } from "./inventory.ts";

test("with a slot's network goes what is on it alone; the edge, which is on others' too, only leaves it", async () => {
  const asked: unknown[][] = [];
  const host: DockerHostClient = {
    async engine(method, path, body) {
      asked.push([method, path, ...(body === undefined ? [] : [body])]);
      if (path === "/networks/net1") return { Containers: { app: {}, edge: {} } };
      if (path === "/containers/json?all=true") return [placed("app", "fh-t1"), placed("edge", "fh-t1", "fh-t2")];
      return undefined;
    },
    hostctl: async () => "[]",
  };

  await createDockerInventory((work) => work(host)).remove({
    ...{ cloud: "docker", type: "network", id: "net1", name: "fh-t1", tenantId: "t1" },
  });

  expect(asked.filter(([method]) => method !== "GET")).toEqual([
    ["POST", "/networks/net1/disconnect", { Container: "edge", Force: true }],
    ["DELETE", "/containers/app?force=true"],
    ["DELETE", "/networks/net1"],
  ]);
});

function placed(id: string, ...networks: string[]): object {
  return { Id: id, NetworkSettings: { Networks: Object.fromEntries(networks.map((name) => [name, {}])) } };
}
