import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { StackOutputs } from "@freehold/model";
import { type ContainerMachines, createContainerMachines, type Sandbox, startSandbox } from "@freehold/sandbox";
import { openSsh } from "@freehold/sandbox/testing/ssh";
import { until } from "@freehold/testing";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { dockerReason } from "./docker-reason.ts";
import { engineReason, pulumiBin } from "./engine-binary.ts";
import { reboot } from "./reboot.ts";
import { freePort } from "./sandbox-child.ts";
import { type ServiceChild, startServiceChild } from "./service-child.ts";

const withBoth = engineReason === "" && dockerReason === "" ? describe : describe.skip;

/** What `hostctl status --json` prints, as far as it matters here. */
interface MachineStatus {
  machine: { docker: string };
  workloads: { name: string; state: string; services: { name: string; state: string; health: string }[] }[];
}

withBoth(`a tenant on a real machine${engineReason || dockerReason}`, () => {
  let machines: ContainerMachines;
  let sandbox: Sandbox;
  let service: ServiceChild;
  let home: string;
  let outputs: StackOutputs;

  beforeAll(async () => {
    const sshPort = await freePort();
    machines = await createContainerMachines({ sshPort, offline: true });
    sandbox = await startSandbox({ machines, sshPort });
    home = await mkdtemp(path.join(tmpdir(), "freehold-home-"));
    const description = path.join(home, "sandbox.json");
    await writeFile(
      description,
      JSON.stringify({ ...sandbox, pulumi: { env: { FREEHOLD_SSH_PORT: String(sshPort) } } }),
    );
    service = await startServiceChild({
      FREEHOLD_HOME: path.join(home, "service"),
      FREEHOLD_SANDBOX: description,
      FREEHOLD_PULUMI_BIN: pulumiBin ?? "",
    });
    const { operation } = await service.signUp("solid");
    expect(await service.ended(operation.id)).toMatchObject({ status: "succeeded", failure: null });
    outputs = (await service.request<StackOutputs>("GET", "/v1/tenants/solid/outputs?reveal=true")).body;
  });

  afterAll(async () => {
    await service?.child.end();
    await sandbox?.close();
    await rm(home, { recursive: true, force: true });
  });

  const logIn = () => {
    const { host, port, user, hostKey } = outputs.machine.ssh;
    return openSsh({ host, port, username: user, hostKey, privateKey: outputs.sshPrivateKey });
  };

  async function statusOf(): Promise<MachineStatus> {
    const session = await logIn();
    // A machine that is going down may take the question and never answer.
    const { stdout } = await session.run("timeout 20 hostctl status --json");
    await session.close();
    return JSON.parse(stdout) as MachineStatus;
  }

  test("cloud-init was applied and the pinned host key is the machine's", async () => {
    const session = await logIn();
    const finished = await session.run("test -e /var/lib/cloud/instance/boot-finished && whoami");
    await session.close();

    expect(finished).toEqual({ exitCode: 0, stdout: "freehold\n", stderr: "" });
  });

  test("another host key than the pinned one is refused", async () => {
    const { host, port, user, hostKey } = outputs.machine.ssh;
    const other = hostKey.replace(/.{6} *$/, "AAAAAA");

    await expect(
      openSsh({ host, port, username: user, hostKey: other, privateKey: outputs.sshPrivateKey }),
    ).rejects.toThrow(/host/i);
  });

  test("`docker compose ps` on the machine shows every service of the workload running", async () => {
    const id = `hetzner-${outputs.machine.id}`;
    const project = outputs.workload.project as string;

    const { stdout } = await machines.exec(id, [
      "docker",
      "compose",
      "-p",
      project,
      "ps",
      "--format",
      "{{.Service}} {{.State}}",
    ]);

    const services = outputs.workload.services as string[];
    expect(stdout.trim().split("\n").sort()).toEqual(services.map((name) => `${name} running`).sort());
  });

  test("the login user cannot read the workload's secrets", async () => {
    const session = await logIn();
    const read = await session.run("cat /var/lib/freehold/supabase/.env");
    await session.close();

    expect(read.exitCode).not.toBe(0);
    expect(read.stdout).toBe("");
  });

  test("a restart of the machine brings the workload back", async () => {
    const before = (await statusOf()).workloads;
    expect(before).toMatchObject([{ name: "supabase", state: "running" }]);

    await reboot(machines, sandbox, outputs.machine.id);

    const after = await until("the workload to run again", async () => {
      const status = await statusOf().catch(() => undefined);
      return status?.workloads[0]?.state === "running" ? status : undefined;
    });
    expect(after.workloads).toEqual(before);
  });
});
