import { until } from "@freehold/testing";
import { bundleOf } from "../machines/testing/bundle.ts";
import { hostctlInstall, type MachineBootstrap, machineBootstrap } from "../machines/testing/machine-bootstrap.ts";
import { openSsh } from "../machines/testing/ssh-client.ts";
import type { Sandbox } from "../sandbox.ts";
import { askAt, at } from "./world.ts";

/** A simulated machine with a workload that serves the web. */
export interface WebMachine extends Pick<MachineBootstrap, "user" | "privateKey" | "hostKey"> {
  address: string;
  /** Key that its gateway takes. */
  apiKey: string;
  hostctl(command: string, stdin?: string): Promise<string>;
  power(action: "poweroff" | "poweron"): Promise<void>;
}

export interface WebMachineOptions {
  name: string;
  /** What its proxy serves. */
  hosts: readonly string[];
  /** Whose certificates it shows: `internal` of its own authority, `own` of the sandbox's. `none`: plain HTTP on the port below. @default "own" */
  tls?: "own" | "internal" | "none";
  apiPort?: number;
  /** Port of its database, for programs on the machine. @default 55000 */
  dbPort?: number;
  /** Further workloads by name, each its files beside `project`. @default - none */
  further?: Readonly<Record<string, Record<string, string>>>;
}

const PROXY = `proxy: { image: caddy, restart: always, ports: ["443:443"], volumes: ["./Caddyfile:/etc/caddy/Caddyfile:ro"], environment: { HOSTS: "\${HOSTS}", TLS: "\${TLS}" } }`;
const CADDYFILE = "{$HOSTS} {\n\t{$TLS}\n\treverse_proxy kong:8000\n}\n";
const COMPOSE = `kong: { image: kong, restart: always, ports: ["\${BIND}:\${API_PORT}:8000"] }, auth: { image: auth, restart: always }, db: { image: postgres, restart: always, ports: ["\${DB_PORT}:5432"] }`;

/** Orders a machine at Hetzner and brings a workload onto it, as a tenant's stack would. */
export async function openWebMachine(
  sandbox: Sandbox,
  { name, hosts, tls = "own", apiPort = 54_000, dbPort = 55_000, further = {} }: WebMachineOptions,
): Promise<WebMachine> {
  const hetzner = askAt(sandbox.hetzner.endpoint, sandbox.hetzner.token);
  const { userData, ...login } = machineBootstrap(name, sandbox.sshPort);
  const order = { name, server_type: "cx23", image: "debian-12", location: "fsn1", user_data: userData };
  const ordered = await hetzner("POST", "/servers", order);
  const address = at(ordered, "server.public_net.ipv4.ip") as string;
  const power: WebMachine["power"] = async (action) => {
    await hetzner("POST", `/servers/${at(ordered, "server.id")}/actions/${action}`);
    await hetzner("GET", "/servers");
  };
  const logIn = () => openSsh({ host: address, port: sandbox.sshPort, username: login.user, ...login });
  const hostctl: WebMachine["hostctl"] = async (command, stdin) => {
    const session = await logIn();
    const { stdout } = await session.run(`hostctl ${command}`, stdin);
    await session.close();
    return stdout;
  };
  const booted = await until("the machine to have booted", () => logIn().catch(() => undefined));
  await booted.close();
  const install = hostctlInstall();
  await hostctl(install.command.replace(/^hostctl /, ""), install.stdin);
  const apiKey = `anon-of-${name}`;
  const env = [
    `HOSTS="${hosts.join(", ")}"`,
    `TLS=${tls === "internal" ? '"tls internal"' : ""}`,
    `BIND=${tls === "none" ? "0.0.0.0" : "127.0.0.1"}`,
    ...[`API_PORT=${apiPort}`, `DB_PORT=${dbPort}`, `ANON_KEY=${apiKey}`, ""],
  ].join("\n");
  const services = `services: { ${tls === "none" ? "" : `${PROXY}, `}${COMPOSE} }`;
  await hostctl(
    "apply supabase",
    await bundleOf(`fh-${name}`, { "compose.yaml": services, ".env": env, Caddyfile: CADDYFILE }),
  );
  for (const [workload, files] of Object.entries(further)) {
    await hostctl(`apply ${workload}`, await bundleOf(`fh-${name}-${workload}`, files));
  }
  return { ...login, address, apiKey, hostctl, power };
}
