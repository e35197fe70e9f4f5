import { chmod, writeFile } from "node:fs/promises";
import path from "node:path";
import type { StackOutputs, Tenant } from "@freehold/model";
import type { MachineStatus } from "./machine-status.ts";

/** What a reader of the demo is shown. */
export interface DemoSummary {
  tenant: Tenant;
  outputs: StackOutputs;
  /** Undefined for a slot. */
  status: MachineStatus | undefined;
  /** Base address of the service. */
  url: string;
  adminKey: string;
  machines: "simulated" | "container";
  home: string;
}

/** What was built and where. */
export async function renderSummary(summary: DemoSummary): Promise<string> {
  const { tenant, outputs, status } = summary;
  const { machine, costPerMonth } = outputs;
  const services = status?.workloads.flatMap((workload) => workload.services);
  const healthy = services?.filter(({ health }) => health === "healthy").length;
  const counted = services === undefined ? "in a slot" : `${services.length} services, ${healthy} healthy`;
  const rows = [
    ["tenant", `${tenant.name} (${tenant.id}), ${tenant.status}`],
    [
      "machine",
      `${machine.cloud} ${machine.region}, ${tenant.placement.size}, id ${machine.id}, ${summary.machines}, ${machine.ipv4}`,
    ],
    ...(status === undefined ? [] : [["ssh", await sshCommand(summary)]]),
    ["url", outputs.url],
    ["dns", outputs.dns.map(({ name, type, value }) => `${name} ${type} ${value}`).join(", ")],
    ["workload", `${outputs.workload.template} ${outputs.workload.version}: ${counted}`],
    ["cost", `${costPerMonth.amount} ${costPerMonth.currency} a month at the real cloud; nothing in the sandbox`],
  ];
  return `\n${rows.map(([what, value]) => `  ${what?.padEnd(9)} ${value}`).join("\n")}\n`;
}

/** What to click and what to try, while the demo stays up. */
export async function whatToTry(summary: DemoSummary): Promise<string> {
  const { tenant, url, adminKey, machines } = summary;
  const auth = '-H "Authorization: Bearer $FREEHOLD_API_KEY"';
  const path = `$FREEHOLD_URL/v1/tenants/${tenant.name}`;
  return `
To click:
  ${url}/docs           the whole API: read it, and try it with the key below
  ${url}/metrics        what it measures

To try, in another terminal:
  export FREEHOLD_URL=${url} FREEHOLD_API_KEY=${adminKey}
  curl -s ${auth} ${path}
  curl -s ${auth} "${path}/outputs?reveal=true"
${summary.status === undefined ? "" : `  ${await sshCommand(summary)}\n`}  npm run freehold -- tenants create globex
  npm run freehold -- tenants destroy ${tenant.name}

The clouds are emulated on this machine and the machine is ${machines}. Ctrl-C ends the demo and removes everything.
`;
}

/** Writes the key and the pinned host key to files, so that the command works as it is shown. */
async function sshCommand({ home, outputs, tenant }: DemoSummary): Promise<string> {
  const { host, port, user, hostKey } = outputs.machine.ssh;
  const keyFile = path.join(home, `${tenant.name}-ssh-key`);
  const knownHosts = path.join(home, `${tenant.name}-known-hosts`);
  await writeFile(keyFile, outputs.sshPrivateKey, { mode: 0o600 });
  await chmod(keyFile, 0o600);
  await writeFile(knownHosts, `[${host}]:${port} ${hostKey.trim()}\n`);
  return `ssh -i ${keyFile} -o UserKnownHostsFile=${knownHosts} -p ${port} ${user}@${host} hostctl status`;
}
