import { type ResourceSummary, resourceKindOf, STAGES, type StackOutputs } from "@freehold/model";
import { jwtVerify } from "jose";
import { machineStatus } from "./machine-status.ts";
import type { DemoReport } from "./report.ts";

/** One thing that fell short, as a sentence. */
export type Shortcoming = string;

/** Looks at a tenant from outside: is it what its outputs say it is? */
export async function verifyTenant(
  report: DemoReport,
  outputs: StackOutputs,
  planned: readonly ResourceSummary[],
): Promise<Shortcoming[]> {
  const checks = [
    check("the six stages are there, in order", () => stagesAreComplete(report)),
    check("a server, a DNS record and a Supabase workload were made", () => resourcesAreThere(report)),
    check("what the preview announced was built", () => planIsBuilt(report, planned)),
    check("the anon key verifies with the JWT secret", () => keyVerifies(outputs, "anonKey", "anon")),
    check("the service_role key verifies with the JWT secret", () =>
      keyVerifies(outputs, "serviceRoleKey", "service_role"),
    ),
    check("the machine answers SSH with the pinned host key and runs the workload", () =>
      workloadRuns(report, outputs),
    ),
  ];
  return (await Promise.all(checks)).flat();
}

async function check(claim: string, holds: () => boolean | Promise<boolean>): Promise<Shortcoming[]> {
  try {
    return (await holds()) ? [] : [`not true: ${claim}`];
  } catch (error) {
    return [`not true: ${claim} (${error instanceof Error ? error.message : String(error)})`];
  }
}

function stagesAreComplete({ operation }: DemoReport): boolean {
  const seen = operation.stages.map(({ name }) => name).join();
  return seen === STAGES.join();
}

function resourcesAreThere({ resources }: DemoReport): boolean {
  const types = resources.map(({ type }) => type);
  const roles = types.map((type) => resourceKindOf(type)?.role);
  const hasMachine = roles.includes("machine") || types.includes("freehold:index:DockerSlot");
  return hasMachine && roles.includes("name") && types.includes("freehold:index:SupabaseStack");
}

function planIsBuilt({ resources }: DemoReport, planned: readonly ResourceSummary[]): boolean {
  return planned.every(({ type, name }) => resources.some((made) => made.type === type && made.name === name));
}

async function keyVerifies({ credentials }: StackOutputs, name: string, role: string): Promise<boolean> {
  const secret = new TextEncoder().encode(credentials.jwtSecret ?? "");
  const { payload } = await jwtVerify(credentials[name] ?? "", secret, { algorithms: ["HS256"] });
  return payload.role === role;
}

/** Of a slot the service alone knows: it is active once its host said that all is healthy, and its name was reached. */
async function workloadRuns({ tenant }: DemoReport, outputs: StackOutputs): Promise<boolean> {
  const status = await machineStatus(outputs);
  if (status === undefined) return tenant.status === "active";
  return status.workloads.some(({ name, state }) => name === outputs.workload.template && state === "running");
}
