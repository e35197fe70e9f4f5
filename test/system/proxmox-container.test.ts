import { expect, test } from "@jest/globals";
import { sendForm } from "../contract/send-form.ts";
import { engineReason, withEngine } from "./engine-binary.ts";
import { useSandbox } from "./use-sandbox.ts";

const PROGRAM = "test/system/programs/proxmox-container";
const STACK = ["--stack", "containers"];

withEngine(`LXC containers at Proxmox VE${engineReason}`, () => {
  const world = useSandbox([`${PROGRAM}/Pulumi.containers.yaml`]);

  const run = (...args: string[]) => world.pulumi(PROGRAM, ...args, ...STACK);
  const inventory = async () => (await world.sandbox.inventory()).map(({ type, id }) => `${type} ${id}`).sort();

  async function ask<T>(path: string): Promise<T> {
    const { PROXMOX_VE_ENDPOINT, PROXMOX_VE_API_TOKEN } = world.sandbox.pulumi.env;
    const send = sendForm(`PVEAPIToken=${PROXMOX_VE_API_TOKEN}`);
    const { text } = await send("GET", `${PROXMOX_VE_ENDPOINT}/api2/json/nodes/pve/lxc/${path}`, undefined);
    return (JSON.parse(text) as { data: T }).data;
  }

  async function runRound(round: string) {
    await run("config", "set", "round", round);
    await run("up", "--yes", "--skip-preview");
    const shown = await inventory();
    const { net0, ...config } = await ask<Record<string, string | number>>("300/config");
    const { status } = await ask<{ status: string }>("301/status/current");
    await run("up", "--yes", "--skip-preview", "--expect-no-changes");
    await run("refresh", "--yes", "--skip-preview", "--expect-no-changes");
    return { inventory: shown, net0: String(net0), config, status };
  }

  test("are made from a template file and cloned, changed in place with their disk and address, and removed", async () => {
    await run("stack", "init");

    const first = await runRound("first");
    expect(first.inventory).toEqual(["lxc 300", "lxc 301", "pool containers"]);
    expect(first.net0).toContain("bridge=vmbr0,gw=192.0.2.1,ip=192.0.2.7/24,tag=12");
    const settings = {
      cores: 1,
      memory: 512,
      tags: "box",
      hostname: "box",
      features: "fuse=0,keyctl=0,mknod=0,nesting=1",
    };
    expect(first.config).toMatchObject({ ...settings, unprivileged: 1, description: "the first" });
    expect(first.config.rootfs).toMatch(/^local-lvm:.*size=4G$/);
    expect(first.status).toBe("stopped");
    expect(JSON.parse(await run("stack", "output", "--json"))).toEqual({
      ipv4: { eth0: expect.stringMatching(/^127\./) },
    });

    const second = await runRound("second");
    expect(second.inventory).toEqual(first.inventory);
    expect(second.config).toMatchObject({ cores: 2, memory: 1024, tags: "box;grown", description: "the second" });
    expect(second.config.rootfs).toBe(String(first.config.rootfs).replace("4G", "8G"));
    expect(second.net0).toBe(first.net0.replace("192.0.2.7", "192.0.2.8").replace("tag=12", "tag=13"));
    expect(second.status).toBe("running");

    await run("destroy", "--yes", "--skip-preview");
    expect(await inventory()).toEqual([]);
  });
});
