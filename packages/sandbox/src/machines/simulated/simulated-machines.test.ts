import { until } from "@freehold/testing";
import { afterEach, expect, test } from "@jest/globals";
import type { MachineDriver } from "../driver.ts";
import { bundleOf } from "../testing/bundle.ts";
import { freePort } from "../testing/free-port.ts";
import { hostctlInstall, type MachineBootstrap, machineBootstrap } from "../testing/machine-bootstrap.ts";
import { openSsh, type SshSession } from "../testing/ssh-client.ts";
import { createSimulatedMachines, type SimulatedMachinesOptions } from "./simulated-machines.ts";

const ADDRESS = "127.77.0.1";
const COMPOSE = `
services:
  web: { image: nginx, restart: unless-stopped, healthcheck: { test: [CMD, "true"] } }
  db: { image: postgres, restart: unless-stopped }
`;

let driver: MachineDriver | undefined;
const sessions: SshSession[] = [];

afterEach(async () => {
  await Promise.all(sessions.splice(0).map((session) => session.close().catch(() => undefined)));
  await driver?.close();
});

async function boot(options: Partial<SimulatedMachinesOptions> = {}, userData?: string) {
  const sshPort = await freePort(ADDRESS);
  const bootstrap = machineBootstrap("m1", sshPort);
  const machines = createSimulatedMachines({ sshPort, ...options });
  driver = machines;
  await machines.create({
    id: "m1",
    hostname: "m1",
    address: ADDRESS,
    userData: userData ?? bootstrap.userData,
    authorizedKeys: [],
    image: "debian-12",
  });
  const enter = (changes = {}) => login(bootstrap, sshPort, changes);
  return { machines, bootstrap, sshPort, login: enter, brought: () => brought(enter) };
}

async function login(bootstrap: MachineBootstrap, port: number, changes: { username?: string; hostKey?: string }) {
  const session = await openSsh({
    host: ADDRESS,
    port,
    username: bootstrap.user,
    privateKey: bootstrap.privateKey,
    hostKey: bootstrap.hostKey,
    ...changes,
  });
  sessions.push(session);
  return session;
}

/** Logs in to a machine and brings it hostctl. */
async function brought(enter: () => Promise<SshSession>): Promise<SshSession> {
  const session = await enter();
  const { command, stdin } = hostctlInstall();
  expect(await session.run(command, stdin)).toMatchObject({ exitCode: 0 });
  return session;
}

async function statusOf(session: SshSession) {
  return JSON.parse((await session.run("hostctl status --json")).stdout);
}

test("a machine shows the host key of its user data and lets its user in", async () => {
  const { login } = await boot();

  const session = await login();

  expect(await session.run("whoami")).toEqual({ exitCode: 0, stdout: "freehold\n", stderr: "" });
});

test("another pinned host key ends the handshake", async () => {
  const { login } = await boot();

  await expect(login({ hostKey: machineBootstrap("other", 22).hostKey })).rejects.toThrow(/Host denied/);
});

test("another key, another user and root are refused", async () => {
  const { bootstrap, sshPort, login: enter } = await boot();
  const stranger = { ...bootstrap, privateKey: machineBootstrap("other", 22).privateKey };

  await expect(login(stranger, sshPort, {})).rejects.toThrow(/authentication methods failed/);
  await expect(enter({ username: "root" })).rejects.toThrow(/authentication methods failed/);
});

test("user data that is no cloud-config leaves a machine without users, reached by the cloud's keys as root", async () => {
  const sshPort = await freePort(ADDRESS);
  const bootstrap = machineBootstrap("m1", sshPort);
  const rootKey = /authorized_keys: \["(.+)"\]/.exec(bootstrap.userData)?.[1] ?? "";
  const machines = createSimulatedMachines({ sshPort });
  driver = machines;
  const spec = { id: "m1", hostname: "m1", address: ADDRESS, userData: "#!/bin/sh\ntrue\n", image: "debian-12" };

  await machines.create({ ...spec, authorizedKeys: [rootKey] });

  const enter = { host: ADDRESS, port: sshPort, privateKey: bootstrap.privateKey };
  await expect(openSsh({ ...enter, username: "freehold" })).rejects.toThrow(/authentication methods failed/);
  const root = await openSsh({ ...enter, username: "root" });
  sessions.push(root);
  expect((await root.run("whoami")).stdout).toBe("root\n");
});

test("a machine that takes time to boot refuses connections first, and one switched off meanwhile stays off", async () => {
  const { machines, login } = await boot({ bootMs: 150 });
  await expect(login()).rejects.toThrow(/ECONNREFUSED/);
  await until("it to have booted", () => login().catch(() => undefined));

  await machines.reboot("m1");
  await machines.powerOff("m1");
  await machines.powerOn("m1");
  await machines.powerOff("m1");

  await expect(login()).rejects.toThrow(/ECONNREFUSED/);
});

test("hostctl applies a bundle, reports it, pauses, resumes and removes it", async () => {
  const { brought } = await boot();
  const session = await brought();

  expect(await session.run("hostctl apply shop", await bundleOf("shop", { "compose.yaml": COMPOSE }))).toEqual({
    exitCode: 0,
    stdout: "applied shop\n",
    stderr: "",
  });
  expect((await session.run("hostctl wait shop --timeout 5")).stdout).toBe("healthy\n");
  expect(await statusOf(session)).toEqual({
    machine: { bootId: expect.stringMatching(/^[0-9a-f-]{36}$/), uptimeSec: expect.any(Number), docker: "running" },
    workloads: [
      {
        name: "shop",
        state: "running",
        services: [
          { name: "db", state: "running", health: "none" },
          { name: "web", state: "running", health: "healthy" },
        ],
      },
    ],
  });

  expect((await session.run("hostctl pause shop")).exitCode).toBe(0);
  expect((await statusOf(session)).workloads[0].state).toBe("paused");
  expect(await session.run("hostctl wait shop")).toMatchObject({
    exitCode: 1,
    stderr: "hostctl: shop is paused; resume it first\n",
  });

  expect((await session.run("hostctl resume shop")).exitCode).toBe(0);
  expect((await statusOf(session)).workloads[0].state).toBe("running");

  expect((await session.run("hostctl remove shop")).exitCode).toBe(0);
  expect((await statusOf(session)).workloads).toEqual([]);
});

test("wait gives up with 75 and names what is not healthy", async () => {
  const { brought } = await boot({ healthDelay: ({ service }) => (service === "web" ? Number.POSITIVE_INFINITY : 0) });
  const session = await brought();
  await session.run("hostctl apply shop", await bundleOf("shop", { "compose.yaml": COMPOSE }));

  expect(await session.run("hostctl wait shop --timeout 0")).toEqual({
    exitCode: 75,
    stdout: "",
    stderr: "hostctl: not healthy after 0 s, waiting for shop: web (starting)\n",
  });
});

test("wrong use is refused with the exit codes of the real hostctl", async () => {
  const { brought } = await boot();
  const session = await brought();
  const refused = async (command: string, stdin = "") => {
    const { exitCode, stderr } = await session.run(command, stdin);
    return [exitCode, stderr];
  };

  expect(await refused("hostctl apply Shop")).toEqual([
    64,
    'hostctl: workload name must start with a-z or 0-9 and go on with a-z, 0-9 and hyphens, got "Shop"\n',
  ]);
  expect(await refused("hostctl backup shop")).toEqual([64, "hostctl: backup is not built yet\n"]);
  expect(await refused("hostctl dance")).toEqual([
    64,
    'hostctl: unknown verb "dance", allowed are apply status wait logs pause resume restart hook remove slot boot heartbeat disk version\n',
  ]);
  expect(await refused("hostctl apply shop", "%%%")).toEqual([
    1,
    "hostctl: the bundle on standard input is not base64\n",
  ]);
  expect(await refused("hostctl apply shop", "aGVsbG8=")).toEqual([
    1,
    "hostctl: the bundle is not a gzipped tar archive\n",
  ]);
  expect(await refused("hostctl apply shop", await bundleOf("shop", {}))).toEqual([
    1,
    "hostctl: the bundle has no file compose.yaml\n",
  ]);
  expect(await refused("hostctl logs shop")).toEqual([
    1,
    "hostctl: no workload shop on this machine; apply it first\n",
  ]);
  expect(await refused("rm -rf /")).toEqual([127, "bash: line 1: rm: command not found\n"]);
});

test("a machine without hostctl in its user data does not know the command", async () => {
  const sshPort = await freePort(ADDRESS);
  const bootstrap = machineBootstrap("m1", sshPort);
  const bare = bootstrap.userData.replace("/usr/local/bin/hostctl\n", "/usr/local/bin/other\n");
  const machines = createSimulatedMachines({ sshPort });
  driver = machines;
  await machines.create({ id: "m", hostname: "m", address: ADDRESS, userData: bare, authorizedKeys: [], image: "x" });

  const session = await login(bootstrap, sshPort, {});

  expect((await session.run("hostctl version")).exitCode).toBe(127);
});

test("a switched-off machine refuses connections and comes back with its workloads", async () => {
  const { machines, login, brought } = await boot();
  const before = await brought();
  await before.run("hostctl apply shop", await bundleOf("shop", { "compose.yaml": COMPOSE }));
  const first = await statusOf(before);

  await machines.powerOff("m1");
  await expect(login()).rejects.toThrow(/ECONNREFUSED/);
  await machines.powerOn("m1");

  const second = await statusOf(await login());
  expect(second.workloads).toEqual(first.workloads);
  expect(second.machine.bootId).not.toBe(first.machine.bootId);
});

test("a paused workload stays paused across a reboot", async () => {
  const { machines, login, brought } = await boot();
  const before = await brought();
  await before.run("hostctl apply shop", await bundleOf("shop", { "compose.yaml": COMPOSE }));
  await before.run("hostctl pause shop");

  await machines.reboot("m1");

  expect((await statusOf(await login())).workloads[0].state).toBe("paused");
});

test("a rebuilt machine has lost its workloads and keeps its host key", async () => {
  const { machines, brought } = await boot();
  await (await brought()).run("hostctl apply shop", await bundleOf("shop", { "compose.yaml": COMPOSE }));

  await machines.rebuild?.("m1", "debian-12");

  expect((await statusOf(await brought())).workloads).toEqual([]);
});

test("files go to the user's home over SFTP and nowhere else", async () => {
  const { login } = await boot();
  const session = await login();
  const sftp = await session.sftp();
  const write = (path: string) =>
    new Promise<string>((resolve) => {
      const file = sftp.createWriteStream(path);
      file.on("error", (error: Error) => resolve(error.message)).on("close", () => resolve("written"));
      file.end("hello\n".repeat(20_000));
    });

  expect(await write("/home/freehold/greeting")).toBe("written");
  expect(await write("/etc/passwd")).toBe("Permission denied");

  expect((await session.run("cat greeting")).stdout).toBe("hello\n".repeat(20_000));
});

test("two hundred machines boot in one process and all answer", async () => {
  const sshPort = await freePort(ADDRESS);
  const machines = createSimulatedMachines({ sshPort });
  driver = machines;
  const bootstrap = machineBootstrap("fleet", sshPort);
  const addresses = Array.from({ length: 200 }, (_, index) => `127.77.1.${index + 1}`);

  await Promise.all(
    addresses.map((address) =>
      machines.create({
        id: address,
        hostname: "fleet",
        address,
        userData: bootstrap.userData,
        authorizedKeys: [],
        image: "x",
      }),
    ),
  );

  const answers = await Promise.all(
    addresses.map(async (host) => {
      const session = await openSsh({ host, port: sshPort, username: bootstrap.user, ...bootstrap });
      const { exitCode } = await session.run("true");
      await session.close();
      return exitCode;
    }),
  );
  expect(answers).toEqual(addresses.map(() => 0));
});

test("an address that is taken is one sentence with a remedy, and no machine is left", async () => {
  const { machines, sshPort } = await boot();
  const spec = { hostname: "m2", address: ADDRESS, userData: "", authorizedKeys: [], image: "debian-12" };

  await expect(machines.create({ id: "m2", ...spec })).rejects.toThrow(
    `the simulated machine cannot listen on ${ADDRESS}:${sshPort}`,
  );
  await expect(machines.powerOn("m2")).rejects.toThrow('no simulated machine has the id "m2"');
});
