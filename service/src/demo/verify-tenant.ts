import type { TemplateRelease } from "@freehold/components/templates";
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
  { planned, release }: { planned: readonly ResourceSummary[]; release: TemplateRelease },
): Promise<Shortcoming[]> {
  const checks = [
    check("the six stages are there, in order", () => stagesAreComplete(report)),
    check("a server and a DNS record were made", () => resourcesAreThere(report)),
    check("what the preview announced was built", () => planIsBuilt(report, planned)),
    ...tokensOf(release).map(({ name, claims, signedBy }) =>
      check(`the credential ${name} verifies with ${signedBy}`, () => tokenVerifies(outputs, name, signedBy, claims)),
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
  return hasMachine && roles.includes("name");
}

function planIsBuilt({ resources }: DemoReport, planned: readonly ResourceSummary[]): boolean {
  return planned.every(({ type, name }) => resources.some((made) => made.type === type && made.name === name));
}

/** A credential that is a token, its claims, and the credential whose text signs it. */
interface Token {
  name: string;
  signedBy: string;
  claims: Readonly<Record<string, string | number | boolean>>;
}

/** The tokens among a template's credentials, as far as what signs them is among those too. */
function tokensOf({ manifest: { outputs, secrets } }: TemplateRelease): Token[] {
  const names = Object.keys(outputs.credentials);
  const secretOf = (name: string) => /^\{\{(\w+)\}\}$/.exec(outputs.credentials[name]?.[0]?.value ?? "")?.[1] ?? "";
  return names.flatMap((name) => {
    const secret = secrets[secretOf(name)];
    if (secret?.form !== "jwt") return [];
    const signedBy = names.find((other) => secretOf(other) === secret.signedBy);
    return signedBy === undefined ? [] : [{ name, signedBy, claims: secret.claims }];
  });
}

async function tokenVerifies(
  { credentials }: StackOutputs,
  name: string,
  signedBy: string,
  claims: Token["claims"],
): Promise<boolean> {
  const secret = new TextEncoder().encode(credentials[signedBy] ?? "");
  const { payload } = await jwtVerify(credentials[name] ?? "", secret, { algorithms: ["HS256"] });
  return Object.entries(claims).every(([claim, value]) => payload[claim] === value);
}

/** Of a slot the service alone knows: it is active once its host said that all is healthy, and its name was reached. */
async function workloadRuns({ tenant }: DemoReport, outputs: StackOutputs): Promise<boolean> {
  const status = await machineStatus(outputs);
  if (status === undefined) return tenant.status === "active";
  return status.workloads.some(({ name, state }) => name === outputs.workload.template && state === "running");
}
