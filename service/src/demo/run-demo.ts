import { createClient, createProgressView, type FreeholdClient, type Signup } from "@freehold/client";
import type { TemplateRelease } from "@freehold/components/templates";
import type { Operation, ResourceSummary, Tenant } from "@freehold/model";
import { tenantRelease } from "../app/tenants/templates.ts";
import { removeAccounts } from "../jobs/accounts/remove-accounts.ts";
import type { Demo } from "./demo.ts";
import { findLeftovers } from "./find-leftovers.ts";
import { machineStatus } from "./machine-status.ts";
import { type DemoSummary, renderSummary, whatToTry } from "./render-summary.ts";
import { createReport, type DemoReport } from "./report.ts";
import { tellStory } from "./tell-story.ts";
import { type Shortcoming, verifyTenant } from "./verify-tenant.ts";

const NAME = "acme";

export interface DemoResult {
  report: DemoReport;
  /** What fell short; empty when all went well. */
  shortcomings: Shortcoming[];
}

/** Signs a tenant up as any client would, over HTTP, and looks at what came of it; with `--once` takes it down again. */
export async function runDemo(demo: Demo): Promise<DemoResult> {
  const { service, options } = demo;
  const client = createClient({ baseUrl: service.url, apiKey: service.adminKey });
  const { planned, tenant, operation } = await signUp(demo, client);
  if (operation.status !== "succeeded") {
    return { report: createReport(tenant, operation, null), shortcomings: [`the create ended as ${operation.status}`] };
  }
  const outputs = await client.getOutputs(NAME, { reveal: true });
  const report = createReport(tenant, operation, outputs);
  const shortcomings = await verifyTenant(report, outputs, { planned, release: releaseIn(demo) });
  await printSummary(demo, client);
  if (options.story) {
    const follow = (id: string, title: string): Promise<Operation> => showOperation(demo, client, id, title);
    shortcomings.push(...(await tellStory(demo, client, { name: NAME, before: outputs, follow })));
  }
  if (options.once) return takeDown(demo, client, { report, shortcomings });
  demo.err.write(await whatToTry(await summaryOf(demo, client)));
  return { report, shortcomings };
}

interface SignedUp {
  /** What the preview said would be built. */
  planned: ResourceSummary[];
  tenant: Tenant;
  operation: Operation;
}

async function signUp(demo: Demo, client: FreeholdClient): Promise<SignedUp> {
  const { cloud, template } = demo.options;
  const [region] = await client.listRegions(cloud);
  const { example } = releaseIn(demo).template;
  const signup: Signup = {
    ...{ name: NAME, template, placement: { cloud, region: region?.name ?? "", size: "small" } },
    ...(example !== undefined && { settings: example }),
  };
  const { resources: planned } = await client.previewTenant(signup);
  const { tenant, operation } = await client.createTenant(signup);
  const ended = await showOperation(demo, client, operation.id, `creating ${NAME}`);
  return { planned, tenant: await client.getTenant(tenant.id), operation: ended };
}

function releaseIn({ service, options }: Demo): TemplateRelease {
  return tenantRelease(service.app.templates, { template: options.template });
}

async function takeDown(demo: Demo, client: FreeholdClient, { report, shortcomings }: DemoResult): Promise<DemoResult> {
  const { service, home } = demo;
  const { operation } = await client.deleteTenant(NAME);
  const ended = await showOperation(demo, client, operation.id, `destroying ${NAME}`);
  await removeAccounts(service);
  const leftovers = await findLeftovers(service, home);
  const destroyed = ended.status === "succeeded";
  return {
    report: { ...report, destroyed, leftovers },
    shortcomings: [
      ...shortcomings,
      ...(destroyed ? [] : [`the destroy ended as ${ended.status}`]),
      ...leftovers.map((leftover) => `left behind: ${leftover}`),
    ],
  };
}

async function showOperation(
  { err }: Demo,
  client: FreeholdClient,
  operationId: string,
  title: string,
): Promise<Operation> {
  const view = createProgressView(title, err);
  for await (const event of client.followOperation(operationId)) view.show(event);
  const operation = await client.getOperation(operationId);
  view.end(operation);
  return operation;
}

async function printSummary(demo: Demo, client: FreeholdClient): Promise<void> {
  demo.err.write(await renderSummary(await summaryOf(demo, client)));
}

async function summaryOf({ home, options, service }: Demo, client: FreeholdClient): Promise<DemoSummary> {
  const [tenant, outputs] = await Promise.all([client.getTenant(NAME), client.getOutputs(NAME, { reveal: true })]);
  const status = await machineStatus(outputs);
  const { url, adminKey } = service;
  return { tenant, outputs, status, url, adminKey, home, machines: options.machines };
}
