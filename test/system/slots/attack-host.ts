import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type ContainerMachines, createContainerMachines } from "@freehold/sandbox";
import { hostctlInstall, machineBootstrap } from "@freehold/sandbox/testing/machine-bootstrap";
import type { SshTarget } from "@freehold/sandbox/testing/ssh";
import { until } from "@freehold/testing";
import { onMachine } from "../on-machine.ts";
import { freePort } from "../sandbox-child.ts";
import { packed } from "./archive.ts";
import type { Ground } from "./scene.ts";

const ADDRESS = "127.78.91.1";
const MACHINE = "attacked";

/** A container machine that became a shared host by the files of one version. */
export interface AttackHost extends Ground {
  machines: ContainerMachines;
  operator: SshTarget;
  /** The program for slots that it has. */
  program: string;
  /** Runs a command as the operator; rejects with what it said when it fails. */
  operate(command: string, stdin?: string): Promise<string>;
  /** Restarts the machine, and waits until it takes commands again. */
  reboot(): Promise<void>;
  close(): Promise<void>;
}

/** @param hostFiles A folder like `templates/host`; the edge is that of the folder `edge` beside it */
export async function openAttackHost(hostFiles: string, log: (line: string) => void): Promise<AttackHost> {
  const sshPort = await freePort();
  const machines = await createContainerMachines({ sshPort, offline: true, log });
  try {
    return await openOn(machines, hostFiles, sshPort);
  } catch (error) {
    await machines.close();
    throw error;
  }
}

async function openOn(machines: ContainerMachines, hostFiles: string, sshPort: number): Promise<AttackHost> {
  const files = pathToFileURL(`${path.resolve(hostFiles)}/`);
  const { user, privateKey, hostKey, userData } = machineBootstrap(MACHINE, sshPort, files);
  const spec = { id: MACHINE, hostname: MACHINE, address: ADDRESS, authorizedKeys: [], image: "debian-12" };
  await machines.create({ ...spec, userData });
  const operator = { host: ADDRESS, port: sshPort, username: user, privateKey, hostKey };
  const operate = (command: string, stdin = "") => onMachine(operator, command, stdin);
  await until("the machine to have booted", async (see) =>
    operate("cat /var/lib/cloud/instance/boot-finished").catch((error: unknown) => void see(String(error))),
  );
  if (existsSync(path.join(hostFiles, "loader"))) {
    const { command, stdin } = hostctlInstall(files);
    await operate(command, stdin);
  }
  const program = programOf(path.join(hostFiles, "slot"));
  await operate("hostctl slot enable", program);
  await operate("hostctl apply edge", packed(edgeEntries(path.join(hostFiles, "..", "edge"))));
  return {
    machines,
    operator,
    program,
    operate,
    inHost: (command) => machines.exec(MACHINE, command),
    async reboot() {
      await machines.reboot(MACHINE);
      await until("the machine to be back", async (see) =>
        operate("hostctl version").catch((error: unknown) => void see(String(error))),
      );
    },
    close: () => machines.close(),
  };
}

/** The program for slots: a file, or a folder of parts in the order of their names. */
function programOf(at: string): string {
  if (statSync(at).isFile()) return readFileSync(at, "utf8");
  const parts = readdirSync(at).filter((name) => name.endsWith(".sh"));
  return parts
    .sort()
    .map((name) => readFileSync(path.join(at, name), "utf8"))
    .join("");
}

/** The edge's files as the product renders them for `tls: "internal"`, of whatever version. */
function edgeEntries(folder: string) {
  if (!existsSync(folder)) throw new Error(`there is no ${folder}: the edge's files must be beside those of the host`);
  const text = (name: string) => readFileSync(path.join(folder, name), "utf8");
  const programs = readdirSync(folder).filter(isProgram);
  return [
    { name: "project", data: "freehold-edge\n" },
    { name: "compose.yaml", data: text("compose.yaml").replace("{{filesSha256}}", "0") },
    ...programs.map((name) => ({ name, data: text(name), mode: 0o755 })),
    { name: "zones", data: "example.com\n" },
    { name: "route-tls", data: "{}\n" },
    { name: "volumes/config/traefik.yaml", data: text("traefik.yaml") },
    ...["cloudflare-token", "tls.crt", "tls.key"].map((name) => ({ name: `volumes/config/${name}`, data: "" })),
    { name: "volumes/dynamic/default-certificate.yaml", data: "# none\n" },
  ];
}

/** A program has no ending. */
function isProgram(name: string): boolean {
  return !name.includes(".") && name !== "tls";
}
