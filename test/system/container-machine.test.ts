import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Operation, StackOutputs } from "@freehold/model";
import { type ContainerMachines, createContainerMachines, type Sandbox, startSandbox } from "@freehold/sandbox";
import { openSsh } from "@freehold/sandbox/testing/ssh";
import { until } from "@freehold/testing";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { unpackSources } from "../earlier/unpack-sources.ts";
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

const HOSTCTL = new URL("../../templates/host/hostctl", import.meta.url);
const HEARTBEAT = "/usr/local/lib/freehold/heartbeat";
/** A database in the folder that the workload's own keeps its data in, where images are stand-ins. */
const DATABASE = "/var/lib/freehold/supabase/volumes/db/data/notes";

/**
 * The machine is one that 65e8db1 made, with the user data and the `hostctl` of then, and that this version has brought up to date: what holds for it is
 * what holds for those that live. A machine of this version's own is in the demo's suite.
 */
withBoth(`a tenant on a real machine${engineReason || dockerReason}`, () => {
  let machines: ContainerMachines;
  let sandbox: Sandbox;
  let service: ServiceChild;
  let home: string;
  let outputs: StackOutputs;
  let heartbeat: string;

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
    const settings = {
      FREEHOLD_HOME: path.join(home, "service"),
      FREEHOLD_SANDBOX: description,
      FREEHOLD_PULUMI_BIN: pulumiBin ?? "",
      FREEHOLD_WORKERS: "1",
      // Machines report there, by a program of root's; nobody listens.
      FREEHOLD_PUBLIC_URL: "http://127.0.0.1:9",
    };
    await makeByEarlierVersion(settings);
    service = await startServiceChild(settings);
    await update();
    outputs = await outputsOf(service);
  });

  /** The tenant as 65e8db1 makes it, on a machine that it gives its `hostctl`, with a row in a database. */
  async function makeByEarlierVersion(settings: Record<string, string>): Promise<void> {
    const sources = path.join(home, "65e8db1");
    unpackSources(sources);
    const earlier = await startServiceChild(settings, sources);
    const { operation } = await earlier.signUp("solid");
    expect(await earlier.ended(operation.id)).toMatchObject({ status: "succeeded", failure: null });
    outputs = await outputsOf(earlier);
    await earlier.child.end();
    expect(await said("hostctl", "version")).toBe("hostctl 1.2.0");
    heartbeat = await said("cat", HEARTBEAT);
    await inDatabase("create table notes (text); insert into notes values ('kept')");
  }

  async function update(): Promise<void> {
    const databaseAllowedFrom = ["192.0.2.0/24"];
    expect(await service.request("PATCH", "/v1/tenants/solid", { databaseAllowedFrom })).toMatchObject({ status: 200 });
    const { body } = await service.request<{ items: Operation[] }>("GET", "/v1/tenants/solid/operations");
    const ended = await service.ended(body.items[0]?.id ?? "");
    expect(ended).toMatchObject({ kind: "update", status: "succeeded", failure: null });
  }

  const outputsOf = async (from: ServiceChild) =>
    (await from.request<StackOutputs>("GET", "/v1/tenants/solid/outputs?reveal=true")).body;

  async function inDatabase(sql: string): Promise<string> {
    const program = `import os, sqlite3
os.makedirs(os.path.dirname("${DATABASE}"), exist_ok=True)
database = sqlite3.connect("${DATABASE}")
for statement in """${sql}""".split(";"): rows = database.execute(statement).fetchall()
database.commit()
print(rows)`;
    const { exitCode, stdout, stderr } = await onTheMachine("python3", "-c", program);
    if (exitCode !== 0) throw new Error(stderr);
    return stdout.trim();
  }

  const said = async (...command: string[]) => (await onTheMachine(...command)).stdout.trim();

  const onTheMachine = (...command: string[]) => machines.exec(`hetzner-${outputs.machine.id}`, command);

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

  test("its operation brought it this version's hostctl, which keeps the earlier one to fall back on, and its heartbeat is as it was", async () => {
    const [, version] = /^VERSION=(.*)$/m.exec(await readFile(HOSTCTL, "utf8")) ?? [];

    expect(await said("hostctl", "version")).toBe(`hostctl ${version}`);
    expect(await said("grep", "^VERSION=", "/usr/local/lib/freehold/hostctl.old")).toBe("VERSION=1.2.0");
    expect(heartbeat).toContain("HEARTBEAT_KEY");
    expect(await said("cat", HEARTBEAT)).toBe(heartbeat);
  });

  test("what was written before this version came is read after it", async () => {
    expect(await inDatabase("select text from notes")).toBe("[('kept',)]");
  });

  test("`docker compose ps` on the machine shows every service of the workload running", async () => {
    const project = outputs.workload.project as string;

    const { stdout } = await onTheMachine(
      "docker",
      "compose",
      "-p",
      project,
      "ps",
      "--format",
      "{{.Service}} {{.State}}",
    );

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

  test("a destroy ends although the machine answers nobody any more, and leaves nothing", async () => {
    const drop = ["-I", "INPUT", "-p", "tcp", "--dport", String(outputs.machine.ssh.port), "-j", "DROP"];
    expect(await onTheMachine("iptables", ...drop)).toMatchObject({ exitCode: 0 });

    expect(await service.destroy("solid")).toMatchObject({ status: "succeeded", failure: null });

    const left = (await sandbox.inventory()).filter(({ labels }) => labels["freehold-scope"] !== "account");
    expect(left).toEqual([]);
  });
});
