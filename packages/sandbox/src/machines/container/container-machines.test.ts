import { hostname } from "node:os";
import { until } from "@freehold/testing";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import Docker from "dockerode";
import { bundleOf } from "../testing/bundle.ts";
import { freePort } from "../testing/free-port.ts";
import { hostctlInstall, type MachineBootstrap, machineBootstrap } from "../testing/machine-bootstrap.ts";
import { noEngineReason } from "../testing/no-engine-reason.ts";
import { openSsh, type SshSession } from "../testing/ssh-client.ts";
import { type ContainerMachines, createContainerMachines } from "./container-machines.ts";

const ADDRESS = "127.78.0.1";
const IMAGE_BUILD_MS = 900_000;
const COMPOSE = `
services:
  web:
    image: example.invalid/gateway:1.0
    restart: unless-stopped
    entrypoint: ["/start.sh"]
    ports: ["80:8000"]
    volumes: ["./start.sh:/start.sh:ro"]
    healthcheck: { test: [CMD, gateway, health], interval: 1s, retries: 5 }
    depends_on: { db: { condition: service_healthy } }
  db:
    image: example.invalid/database:17
    restart: unless-stopped
    user: postgres
    environment: { PASSWORD: "\${PASSWORD}" }
    volumes: ["./volumes/data:/data"]
    healthcheck: { test: "pg_isready -U postgres || exit 1", interval: 1s, retries: 5 }
`;
const FILES = {
  "compose.yaml": COMPOSE,
  ".env": "PASSWORD=hidden\n",
  "start.sh": "#!/bin/bash\nexec /entrypoint.sh gateway\n",
};

const missing = await noEngineReason();
const machineTest = (name: string, body: () => Promise<void>) =>
  missing === undefined ? test(name, body, 180_000) : test.skip(`${name} (skipped: ${missing})`, body);

let machines: ContainerMachines;
let bootstrap: MachineBootstrap;
let sshPort: number;

beforeAll(async () => {
  if (missing !== undefined) {
    return;
  }
  sshPort = await freePort(ADDRESS);
  bootstrap = machineBootstrap("real", sshPort);
  machines = await createContainerMachines({ sshPort, log: (line) => process.stderr.write(`${line}\n`) });
  await machines.create({
    id: "real",
    hostname: "real",
    address: ADDRESS,
    userData: bootstrap.userData,
    authorizedKeys: [],
    image: "debian-12",
  });
}, IMAGE_BUILD_MS);

afterAll(async () => {
  await machines?.close();
}, 60_000);

/** Tries until the machine lets us in: sshd is the last thing that a boot starts. */
function login(): Promise<SshSession> {
  return until("the machine to let us in", async (see) => {
    try {
      return await openSsh({ host: ADDRESS, port: sshPort, username: bootstrap.user, ...bootstrap });
    } catch (error) {
      if (/Host denied/.test(String(see(error)))) throw error;
      return undefined;
    }
  });
}

async function onMachine(command: string, stdin?: string) {
  const session = await login();
  try {
    return await session.run(command, stdin);
  } finally {
    await session.close();
  }
}

async function workloads() {
  return JSON.parse((await onMachine("hostctl status --json")).stdout).workloads;
}

machineTest(
  "cloud-init has made the user, the loader that takes hostctl, and nothing else that may become root",
  async () => {
    expect(
      (await onMachine("cloud-init status --wait >/dev/null; cat /var/lib/cloud/instance/boot-finished")).stdout,
    ).toMatch(/^\d/);
    expect(await onMachine("whoami; hostname; hostctl version")).toEqual({
      exitCode: 0,
      stdout: "freehold\nreal\nhostctl 1.0.0\n",
      stderr: "",
    });
    const { command, stdin } = hostctlInstall();
    expect(await onMachine(command, stdin)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^hostctl 1\.\d+\.\d+ is installed\n$/),
    });
    expect((await onMachine("sudo -n true")).exitCode).toBe(1);
  },
);

machineTest("a bundle is applied, becomes healthy and runs stand-ins that say so", async () => {
  const applied = await onMachine("hostctl apply shop", await bundleOf("shop", FILES));
  expect(applied).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/applied shop\n$/) });
  expect(applied.stdout).toContain("stand-in image for example.invalid/database:17\n");

  expect(await onMachine("hostctl wait shop --timeout 60")).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/healthy\n$/),
  });
  expect(await workloads()).toEqual([
    {
      name: "shop",
      state: "running",
      services: [
        { name: "db", state: "running", health: "healthy" },
        { name: "web", state: "running", health: "healthy" },
      ],
    },
  ]);
  expect((await onMachine("hostctl logs shop db")).stdout).toContain("stand-in image for example.invalid/database:17");

  const inside = await machines.exec("real", ["docker", "compose", "-p", "shop", "ps", "--services"]);
  expect(inside.stdout.trim().split("\n").sort()).toEqual(["db", "web"]);
});

machineTest("secrets are readable by root alone, and applying again changes nothing", async () => {
  const modes = await machines.exec("real", [
    "stat",
    "-L",
    "-c",
    "%a %U",
    "/var/lib/freehold",
    "/var/lib/freehold/shop/.env",
  ]);
  expect(modes.stdout).toBe("700 root\n600 root\n");
  const containers = () => machines.exec("real", ["docker", "ps", "-q", "--no-trunc"]);
  const before = await containers();
  await machines.exec("real", ["touch", "/var/lib/freehold/shop/volumes/data/kept"]);

  const again = await onMachine("hostctl apply shop", await bundleOf("shop", FILES));

  expect(again.exitCode).toBe(0);
  expect((await containers()).stdout).toBe(before.stdout);
  expect((await machines.exec("real", ["ls", "/var/lib/freehold/shop/volumes/data"])).stdout).toBe("kept\n");
});

machineTest("an edge is never stood in for: an image of it that cannot be had is refused by name", async () => {
  const files = { "compose.yaml": "services: { traefik: { image: 'traefik:v0.0.1' } }\n" };

  const applied = await onMachine("hostctl apply pretence", await bundleOf("pretence", files));

  expect(applied.exitCode).toBe(1);
  expect(applied.stderr).toContain("traefik:v0.0.1 cannot be pulled here, and the machine image was built without its");
  expect((await machines.exec("real", ["docker", "ps", "-aq", "--filter", "name=pretence"])).stdout).toBe("");
  expect((await onMachine("hostctl remove pretence")).exitCode).toBe(0);
});

machineTest("containers cannot reach the metadata address", async () => {
  const rules = await machines.exec("real", ["iptables", "-S", "DOCKER-USER"]);

  expect(rules.stdout.match(/-d 169\.254\.169\.254/g)).toHaveLength(1);
});

machineTest("a reboot brings the stack back under a new boot id, and what was paused stays paused", async () => {
  const bootId = async () => JSON.parse((await onMachine("hostctl status --json")).stdout).machine.bootId;
  const before = await bootId();

  await machines.reboot("real");
  expect((await onMachine("hostctl wait shop --timeout 60")).exitCode).toBe(0);
  expect(await bootId()).not.toBe(before);
  expect((await machines.exec("real", ["iptables", "-S", "DOCKER-USER"])).stdout).toContain("169.254.169.254");

  expect((await onMachine("hostctl pause shop")).exitCode).toBe(0);
  await machines.powerOff("real");
  await machines.powerOff("real");
  await machines.powerOn("real");
  expect(await workloads()).toMatchObject([{ name: "shop", state: "paused" }]);

  expect((await onMachine("hostctl resume shop")).exitCode).toBe(0);
  expect((await onMachine("hostctl wait shop --timeout 60")).exitCode).toBe(0);
});

machineTest("removing the workload leaves no container and no file", async () => {
  expect((await onMachine("hostctl remove shop")).exitCode).toBe(0);

  expect((await machines.exec("real", ["docker", "ps", "-aq"])).stdout).toBe("");
  expect((await machines.exec("real", ["ls", "-A", "/var/lib/freehold"])).stdout).toBe("");
  expect((await onMachine("hostctl remove shop")).exitCode).toBe(0);
});

machineTest("a later driver removes what a dead sandbox left, and nothing of a live one", async () => {
  const docker = new Docker();
  const dead = {
    "freehold.sandbox": "dead",
    "freehold.sandbox.host": hostname(),
    "freehold.sandbox.process": "4194304:1",
  };
  await docker.createVolume({ Name: "freehold-dead-machine", Labels: dead });

  await (await createContainerMachines({ sshPort })).close();

  const { Volumes } = await docker.listVolumes({ filters: { name: ["freehold-dead-machine"] } });
  expect(Volumes).toEqual([]);
  expect((await onMachine("true")).exitCode).toBe(0);
});

machineTest("a destroyed machine leaves no container and no volume", async () => {
  const docker = new Docker();
  const owned = { filters: { label: ["freehold.sandbox"], name: ["-real"] } };
  expect(await docker.listContainers({ all: true, ...owned })).toHaveLength(1);

  await machines.destroy("real");
  await machines.destroy("real");

  expect(await docker.listContainers({ all: true, ...owned })).toEqual([]);
  expect((await docker.listVolumes(owned)).Volumes).toEqual([]);
});
