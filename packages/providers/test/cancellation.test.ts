import { until } from "@freehold/testing";
import { expect } from "@jest/globals";
import hcloud from "@pulumi/hcloud";
import { engineTest } from "../src/testing/engine-test.ts";
import { startFakeHetzner } from "../src/testing/fake-hetzner.ts";

const TOKEN = "t".repeat(64);

engineTest(
  "a create that is cut short keeps the id of what was ordered, and the next update finishes it",
  async (world) => {
    const hetzner = world.closing(await startFakeHetzner());
    world.program(async () => {
      const provider = new hcloud.Provider("hz", { token: TOKEN, endpoint: hetzner.endpoint });
      new hcloud.Server("web", { serverType: "cx23", image: "debian-12", backups: true }, { provider });
    });
    hetzner.holdActions(true);
    const cut = new AbortController();

    const update = world.stack.up({ signal: cut.signal }).catch((error: Error) => error.message);
    await until("the action to be asked for", () => hetzner.asked.some(({ path }) => path.startsWith("/actions?")));
    cut.abort();

    expect(await update).toContain("cancelled");
    const [server] = hetzner.things("servers", TOKEN);
    const kept = (await world.stack.exportStack()).deployment.resources.find(({ type }: { type: string }) =>
      type.includes("server"),
    );
    expect(kept).toMatchObject({
      id: String(server?.id),
      initErrors: ["cancelled"],
      outputs: { ipv4Address: "127.0.9.9" },
    });

    hetzner.holdActions(false);
    await world.stack.up();
    expect(hetzner.things("servers", TOKEN)).toMatchObject([{ id: server?.id, backup_window: "22-02" }]);
    await world.stack.destroy();
    expect(hetzner.things("servers", TOKEN)).toEqual([]);
  },
);

engineTest("a create that is refused after the order keeps its id too", async (world) => {
  const hetzner = world.closing(await startFakeHetzner());
  const body = { error: { code: "server_error", message: "backups are down" } };
  hetzner.failNext(({ path }) => path.endsWith("/actions/enable_backup"), { status: 500, body });
  world.program(async () => {
    const provider = new hcloud.Provider("hz", { token: TOKEN, endpoint: hetzner.endpoint });
    new hcloud.Server("web", { serverType: "cx23", image: "debian-12", backups: true }, { provider });
  });

  await expect(world.stack.up()).rejects.toThrow("backups are down");
  await world.stack.up();

  expect(hetzner.things("servers", TOKEN)).toMatchObject([{ backup_window: "22-02" }]);
});

engineTest("a create that takes longer than its custom timeout ends with that reason", async (world) => {
  const hetzner = world.closing(await startFakeHetzner());
  world.program(async () => {
    const provider = new hcloud.Provider("hz", { token: TOKEN, endpoint: hetzner.endpoint });
    const args = { serverType: "cx23", image: "debian-12" };
    new hcloud.Server("web", args, { provider, customTimeouts: { create: "1s" } });
  });
  hetzner.holdActions(true);

  await expect(world.stack.up()).rejects.toThrow("not finished in 1 s (customTimeouts.create)");
});
