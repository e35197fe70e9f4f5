import { expect, test } from "@jest/globals";
import { sendForm } from "../contract/send-form.ts";
import { engineReason, withEngine } from "./engine-binary.ts";
import { useSandbox } from "./use-sandbox.ts";

const PROGRAM = "test/system/programs/proxmox-machine";
const STACK = ["--stack", "machine"];

withEngine(`a machine of Proxmox VE${engineReason}`, () => {
  const world = useSandbox([`${PROGRAM}/Pulumi.machine.yaml`]);

  const run = (...args: string[]) => world.pulumi(PROGRAM, ...args, ...STACK);

  async function ask<T>(method: "GET" | "POST" | "PUT", path: string, body?: object): Promise<T> {
    const { PROXMOX_VE_ENDPOINT, PROXMOX_VE_API_TOKEN } = world.sandbox.pulumi.env;
    const send = sendForm(`PVEAPIToken=${PROXMOX_VE_API_TOKEN}`);
    const { status, text } = await send(method, `${PROXMOX_VE_ENDPOINT}/api2/json${path}`, body);
    if (status !== 200) throw new Error(`${method} ${path} was refused: ${text}`);
    return (JSON.parse(text) as { data: T }).data;
  }

  test("stands on a virtual network with a static address, and grows in place with its disk", async () => {
    await run("stack", "init");
    await run("config", "set", "type", "vm-2-4");
    await expect(run("up", "--yes", "--skip-preview")).rejects.toThrow("bridge 'tenants' does not exist");

    await ask("POST", "/cluster/sdn/zones", { zone: "lan", type: "simple" });
    await ask("POST", "/cluster/sdn/vnets", { vnet: "tenants", zone: "lan" });
    await ask("PUT", "/cluster/sdn", {});
    await run("up", "--yes", "--skip-preview");
    const { machineId } = JSON.parse(await run("stack", "output", "--json")) as { machineId: string };
    const config = () => ask<Record<string, string | number>>("GET", `/nodes/pve/qemu/${machineId}/config`);
    const small = await config();
    expect(small.net0).toMatch(/^virtio=[0-9A-F:]+,bridge=tenants,tag=12/);
    expect(small).toMatchObject({ ipconfig0: "gw=192.0.2.1,ip=192.0.2.7/24", cores: 2 });
    expect(small.scsi0).toMatch(/size=40G$/);

    await run("config", "set", "type", "vm-4-8");
    await run("up", "--yes", "--skip-preview");
    expect(JSON.parse(await run("stack", "output", "--json"))).toEqual({ machineId });
    expect(await config()).toMatchObject({
      net0: small.net0,
      cores: 4,
      scsi0: String(small.scsi0).replace("40G", "80G"),
    });

    await run("config", "set", "type", "vm-2-4");
    await expect(run("up", "--yes", "--skip-preview")).rejects.toThrow("disk scsi0 has 80 GiB and cannot shrink to 40");
    expect(await config()).toMatchObject({ cores: 4, scsi0: String(small.scsi0).replace("40G", "80G") });
    expect(await ask("GET", `/nodes/pve/qemu/${machineId}/status/current`)).toMatchObject({ status: "running" });

    await run("destroy", "--yes", "--skip-preview");
    expect((await world.sandbox.inventory()).map(({ type }) => type)).toEqual(["zone", "vnet"]);
  });
});
