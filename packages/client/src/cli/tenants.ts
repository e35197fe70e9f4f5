import type { Cloud, Fallback, Size, Template } from "@freehold/model";
import { Command } from "commander";
import type { Accepted } from "../types.ts";
import { confirmName } from "./confirm-name.ts";
import type { CliContext } from "./context.ts";
import { addDatabaseCommand } from "./database.ts";
import { followToEnd } from "./follow-to-end.ts";
import { isJson, print, printResult, table } from "./output.ts";
import { addSetCommand } from "./set-settings.ts";
import { addSettingOptions, chosenSettings, type SettingOptions } from "./setting-options.ts";

interface CreateOptions extends SettingOptions {
  template: Template;
  templateVersion?: string;
  cloud: Cloud;
  region: string;
  size: Size;
  machineType?: string;
  fallback?: Fallback;
  domain?: string;
  databaseAllowedFrom?: string[];
  shared: boolean;
  idempotencyKey?: string;
  wait: boolean;
}

interface DestroyOptions {
  yes: boolean;
  wait: boolean;
}

/** `freehold tenants …` */
export function tenantCommands(context: CliContext): Command {
  const tenants = new Command("tenants").description("the tenants");
  addSettingOptions(tenants.command("create <name>"))
    .description("sign a tenant up and follow its creation")
    .option("--template <template>", "what runs on the machine", "supabase")
    .option("--template-version <version>", "version of the template; without it the newest")
    .option("--cloud <cloud>", "where the machine comes from", "hetzner")
    .option("--region <region>", "the cloud's own region name", "fsn1")
    .option("--size <size>", "small, medium, large or xlarge", "small")
    .option("--machine-type <name>", "the cloud's own name of a machine type, in place of the size's")
    .option("--fallback <how>", "where the machine may be when the region has none: none, region or cloud")
    .option("--shared", "a slot on a shared host instead of a machine of its own", false)
    .option("--domain <domain>", "a domain of the customer's own")
    .option(
      "--database-allowed-from <networks>",
      "networks that may reach the database from outside, separated by commas",
      (text: string) => text.split(",").map((network) => network.trim()),
    )
    .option("--idempotency-key <key>", "repeating the command with the same key makes no second tenant")
    .option("--no-wait", "do not follow the creation")
    .action((name: string, options: CreateOptions, command: Command) => create(context, command, name, options));
  tenants
    .command("list")
    .description("list the tenants, newest first")
    .option("--status <status>", "only these, separated by commas; without it all but destroyed")
    .option("--limit <number>", "at most this many, up to 200", "50")
    .action((options: { status?: string; limit: string }, command: Command) => list(context, command, options));
  tenants
    .command("get <tenant>")
    .description("show one tenant, by id or name")
    .action(async (tenant: string, _options: unknown, command: Command) =>
      print(context, command, await context.client().getTenant(tenant)),
    );
  tenants
    .command("outputs <tenant>")
    .description("show the outputs of a tenant's stack")
    .option("--reveal", "show secret values", false)
    .action(async (tenant: string, { reveal }: { reveal: boolean }, command: Command) =>
      print(context, command, await context.client().getOutputs(tenant, { reveal })),
    );
  tenants
    .command("destroy <tenant>")
    .description("destroy a tenant and everything it has, and follow it; asks for its name first")
    .option("--yes", "do not ask", false)
    .option("--no-wait", "do not follow the destroy")
    .action((tenant: string, options: DestroyOptions, command: Command) => destroy(context, command, tenant, options));
  tenants
    .command("protect <tenant>")
    .description("refuse to destroy the tenant until it is unprotected")
    .action(async (tenant: string, _options: unknown, command: Command) =>
      print(context, command, await context.client().changeTenant(tenant, { protected: true })),
    );
  tenants
    .command("unprotect <tenant>")
    .description("let the tenant be destroyed again")
    .action(async (tenant: string, _options: unknown, command: Command) =>
      print(context, command, await context.client().changeTenant(tenant, { protected: false })),
    );
  tenants
    .command("retry <tenant>")
    .description("try again: a creation that failed or was cancelled or waits for a machine, a move off a dead host")
    .option("--no-wait", "do not follow it")
    .action(async (tenant: string, { wait }: { wait: boolean }, command: Command) =>
      finish(context, command, await context.client().retryTenant(tenant), `trying ${tenant} again`, wait),
    );
  tenants
    .command("restart <tenant>")
    .description("restart a tenant's services on its machine, and follow it; machine and data stay")
    .option("--no-wait", "do not follow it")
    .action(async (tenant: string, { wait }: { wait: boolean }, command: Command) =>
      finish(context, command, await context.client().restartTenant(tenant), `restarting ${tenant}`, wait),
    );
  addSetCommand(tenants, context);
  addDatabaseCommand(tenants, context);
  tenants
    .command("operations <tenant>")
    .description("list what was done to a tenant, newest first")
    .action((tenant: string, _options: unknown, command: Command) => listOperations(context, command, tenant));
  addRepairs(tenants, context);
  return tenants;
}

/** For a tenant that is not at its clouds as it should be. */
function addRepairs(tenants: Command, context: CliContext): void {
  tenants
    .command("drift <tenant>")
    .description("show what of a tenant is not as it should be")
    .action(async (tenant: string, _options: unknown, command: Command) =>
      print(context, command, await context.client().getDrift(tenant)),
    );
  tenants
    .command("refresh <tenant>")
    .description("have the engine find out what differs, and show it; nothing is changed")
    .action(async (tenant: string, _options: unknown, command: Command) => {
      const { operation } = await context.client().refreshTenant(tenant);
      await followToEnd(context, command, operation.id, `refreshing ${tenant}`);
      print(context, command, await context.client().getDrift(tenant));
    });
  tenants
    .command("heal <tenant>")
    .description("put right what is not as it should be, and follow it; a machine that is gone needs an approval")
    .option("--no-wait", "do not follow it")
    .action(async (tenant: string, { wait }: { wait: boolean }, command: Command) =>
      finish(context, command, await context.client().healTenant(tenant), `healing ${tenant}`, wait),
    );
  tenants
    .command("rebuild-state <tenant>")
    .description("recreate the engine's lost state of a tenant from what the clouds hold, and follow it")
    .option("--no-wait", "do not follow it")
    .action(async (tenant: string, { wait }: { wait: boolean }, command: Command) =>
      finish(context, command, await context.client().rebuildState(tenant), `rebuilding the state of ${tenant}`, wait),
    );
  tenants
    .command("forget <tenant>")
    .description("give a tenant up without touching its clouds: what it has there becomes an orphan")
    .requiredOption("--reason <text>", "why; it is kept in the audit log")
    .option("--no-wait", "do not follow it")
    .action(async (tenant: string, { reason, wait }: { reason: string; wait: boolean }, command: Command) =>
      finish(context, command, await context.client().forgetTenant(tenant, reason), `forgetting ${tenant}`, wait),
    );
}

async function create(context: CliContext, command: Command, name: string, options: CreateOptions): Promise<void> {
  const { template, templateVersion, cloud, region, size, machineType, fallback, domain, databaseAllowedFrom } =
    options;
  const { shared, idempotencyKey, wait } = options;
  const settings = await chosenSettings(context, template, options);
  const further = {
    ...(machineType !== undefined && { machineType }),
    ...(fallback !== undefined && { fallback }),
    ...(shared && { mode: "shared" as const }),
  };
  const accepted = await context.client().createTenant(
    {
      ...{ name, template, placement: { cloud, region, size, ...further } },
      ...(templateVersion !== undefined && { templateVersion }),
      ...(domain !== undefined && { domain }),
      ...(databaseAllowedFrom !== undefined && { databaseAllowedFrom }),
      ...(settings !== undefined && { settings }),
    },
    { ...(idempotencyKey !== undefined && { idempotencyKey }) },
  );
  for (const warning of accepted.tenant.warnings) context.err.write(`freehold: ${warning}\n`);
  await finish(context, command, accepted, `creating ${name}`, wait);
}

async function destroy(
  context: CliContext,
  command: Command,
  idOrName: string,
  { yes, wait }: DestroyOptions,
): Promise<void> {
  // By its id from here on: another tenant may have its name meanwhile.
  const { id, name } = await context.client().getTenant(idOrName);
  await confirmName(context, { name, what: `destroy tenant ${name}, its machine and its data`, yes });
  const accepted = await context.client().deleteTenant(id);
  if (!isJson(command)) {
    for (const { kind, name: what, at } of accepted.goes) context.err.write(`goes: ${kind} ${what} (${at})\n`);
    for (const { what, why } of accepted.kept) context.err.write(`kept: ${what}: ${why}\n`);
  }
  if (!wait) return print(context, command, accepted);
  await finish(context, command, accepted, `destroying ${name}`, wait);
}

async function finish(
  context: CliContext,
  command: Command,
  { tenant, operation }: Accepted,
  title: string,
  wait: boolean,
): Promise<void> {
  if (!wait) {
    const sentence = `${tenant.name} (${tenant.id}) is ${tenant.status}; \`freehold operations watch ${operation.id}\` follows it`;
    return printResult(context, command, { tenant, operation }, sentence);
  }
  const ended = await followToEnd(context, command, operation.id, title);
  const now = await context.client().getTenant(tenant.id);
  const where = now.url === null ? "" : ` at ${now.url}`;
  const sentence = `${now.name} (${now.id}) is ${now.status}${where}`;
  printResult(context, command, { tenant: now, operation: ended }, sentence);
}

async function list(context: CliContext, command: Command, options: { status?: string; limit: string }): Promise<void> {
  const page = await context.client().listTenants({ ...options, limit: Number(options.limit) });
  if (isJson(command)) return print(context, command, page);
  const rows = page.items.map(({ name, status, template, placement, url }) => [
    name,
    status,
    template,
    `${placement.cloud} ${placement.region} ${placement.size}`,
    url ?? "",
  ]);
  context.out.write(table(["NAME", "STATUS", "TEMPLATE", "PLACEMENT", "URL"], rows));
}

async function listOperations(context: CliContext, command: Command, tenant: string): Promise<void> {
  const items = await context.client().listOperations(tenant);
  if (isJson(command)) return print(context, command, { items });
  const rows = items.map(({ id, kind, status, createdAt, failure }) => [
    id,
    kind,
    status,
    createdAt,
    failure?.reason ?? "",
  ]);
  context.out.write(table(["ID", "KIND", "STATUS", "ASKED", "FAILURE"], rows));
}
