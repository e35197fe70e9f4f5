import type { Cloud } from "@freehold/model";
import { type Child, startChild } from "../child.ts";
import { freePort } from "../sandbox-child.ts";

/** A life of one tenant that the demo shows. */
export interface DemoLife {
  cloud: Cloud;
  machines: "simulated" | "container";
}

/** Type of what the machine is at each cloud. */
const MACHINE_TYPES: Readonly<Record<Cloud, string>> = {
  hetzner: "hcloud:index/server:Server",
  digitalocean: "digitalocean:index/droplet:Droplet",
  proxmox: "proxmoxve:index/vmLegacy:VmLegacy",
  docker: "freehold:index:DockerSlot",
};

/** Every life that the demo can show, one per cloud and kind of machine. */
export const LIVES: readonly DemoLife[] = (["simulated", "container"] as const).flatMap((machines) =>
  (Object.keys(MACHINE_TYPES) as Cloud[]).map((cloud) => ({ cloud, machines })),
);

/** The last line of `npm run demo -- --once --json`. */
export interface DemoReport {
  tenant: { id: string; name: string; status: string; url: string };
  operation: { id: string; kind: string; status: string; stages: { name: string; ms: number }[]; ms: number };
  resources: { type: string; name: string }[];
  outputs: { sshPrivateKey?: string; url?: string; machine?: { cloud: string } };
  destroyed: boolean;
  leftovers: unknown[];
}

/** What came of a demo. */
export interface DemoRun {
  status: number | null;
  /** Null when it printed none. */
  report: DemoReport | null;
  errors: string;
}

/** Runs the demo to its end. */
export async function runDemo(pulumiBin: string, ...args: string[]): Promise<DemoRun> {
  const child: Child = startChild("service/src/demo/main.ts", ["--once", "--json", ...args], {
    FREEHOLD_PULUMI_BIN: pulumiBin,
    FREEHOLD_SSH_PORT: String(await freePort()),
  });
  const status = await child.exited();
  return { status, report: JSON.parse(child.lines.at(-1) ?? "null") as DemoReport | null, errors: child.errors() };
}

/**
 * Shows one life, and says in sentences what it lacked; empty when it was whole.
 *
 * @param more Further options of the demo, such as `--story`: of a life in which the machine is deleted and recreated meanwhile
 */
export async function wrongWithLife(
  pulumiBin: string,
  { cloud, machines }: DemoLife,
  ...more: string[]
): Promise<string[]> {
  const { status, report, errors } = await runDemo(pulumiBin, "--cloud", cloud, "--machines", machines, ...more);
  if (status !== 0 || report === null) return [`it ended with status ${status}: ${errors}`];
  const { tenant, operation, outputs } = report;
  const stages = operation.stages.map(({ name }) => name).join();
  const types = report.resources.map(({ type }) => type);
  const component = more.includes("app") ? "freehold:index:Workload" : "freehold:index:SupabaseStack";
  const needed = [MACHINE_TYPES[cloud], "cloudflare:index/dnsRecord:DnsRecord", component];
  const whole: Record<string, boolean> = {
    "acme is active": tenant.name === "acme" && tenant.status === "active",
    "the create succeeded": operation.kind === "create" && operation.status === "succeeded",
    "all stages are there": stages === "initialise,allocate,configure,provision,verify,complete",
    "machine, name and workload are there": needed.every((type) => types.includes(type)),
    "secrets are masked": outputs.sshPrivateKey === "***",
    "the outputs are the tenant's": outputs.url === tenant.url && outputs.machine?.cloud === cloud,
    "the story was told where it was asked for": errors.includes("  recreated  machine ") === more.includes("--story"),
    "it was destroyed": report.destroyed,
    "nothing is left": report.leftovers.length === 0,
  };
  return Object.entries(whole).flatMap(([claim, holds]) =>
    holds ? [] : [`not so: ${claim}: ${JSON.stringify(report)}`],
  );
}
