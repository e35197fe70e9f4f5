import type { Organization, OrganizationSpec, Tier } from "@freehold/model";
import { Command } from "commander";
import type { CliContext } from "./context.ts";
import { isJson, print, printResult, table } from "./output.ts";

interface LimitOptions {
  tier?: Tier;
  tenants?: string;
  machines?: string;
}

interface AddOptions extends LimitOptions {
  ownerName?: string;
  ownerEmail?: string;
}

/** `freehold organizations …` */
export function organizationCommands(context: CliContext): Command {
  const organizations = new Command("organizations").description("customers, with what they may have");
  withLimits(
    organizations
      .command("add <name>")
      .description("make an organization and, by choice, its owner; the owner's API key is shown once (operator)")
      .option("--owner-name <name>", "its first member")
      .option("--owner-email <address>", "the first member's e-mail address"),
  ).action(async (name: string, options: AddOptions, command: Command) =>
    print(
      context,
      command,
      await context.client().createOrganization({ name, ...limitsOf(options), ...ownerOf(options) }),
    ),
  );
  organizations
    .command("list")
    .description("list one's own organization and, for the operator, every one")
    .action((_options: unknown, command: Command) => list(context, command));
  organizations
    .command("get <organization>")
    .description("show one organization, what it may have and has")
    .action(async (organization: string, _options: unknown, command: Command) =>
      print(context, command, await context.client().getOrganization(organization)),
    );
  withLimits(
    organizations
      .command("change <organization>")
      .description("change an organization's name, tier or limits (operator)")
      .option("--name <name>", "another name"),
  ).action(async (organization: string, options: LimitOptions & { name?: string }, command: Command) => {
    const changes = { ...(options.name !== undefined && { name: options.name }), ...limitsOf(options) };
    printOrganization(
      context,
      command,
      await context.client().changeOrganization(organization, changes),
      "as it is now",
    );
  });
  organizations
    .command("remove <organization>")
    .description("remove an organization without tenants and cloud accounts; its members and keys end (operator)")
    .action(async (organization: string, _options: unknown, command: Command) =>
      printOrganization(context, command, await context.client().removeOrganization(organization), "removed"),
    );
  return organizations;
}

function withLimits(command: Command): Command {
  return command
    .option("--tier <tier>", "free, basic, pro or enterprise")
    .option("--tenants <number>", "most tenants, in place of the tier's; none for the tier's again")
    .option("--machines <number>", "most machines, in place of the tier's; none for the tier's again");
}

function limitsOf({ tier, tenants, machines }: LimitOptions): Pick<Partial<OrganizationSpec>, "tier" | "quotas"> {
  const quotas = {
    ...(tenants !== undefined && { tenants: limitOf(tenants) }),
    ...(machines !== undefined && { machines: limitOf(machines) }),
  };
  return { ...(tier !== undefined && { tier }), ...(Object.keys(quotas).length > 0 && { quotas }) };
}

/** What is missing of it, the service says. */
function ownerOf({ ownerName, ownerEmail }: AddOptions): Pick<Partial<OrganizationSpec>, "owner"> {
  if (ownerName === undefined && ownerEmail === undefined) return {};
  return { owner: { name: ownerName ?? "", email: ownerEmail ?? "" } };
}

function limitOf(text: string): number | null {
  return text === "none" ? null : Number(text);
}

async function list(context: CliContext, command: Command): Promise<void> {
  const items = await context.client().listOrganizations();
  if (isJson(command)) return print(context, command, { items });
  const rows = items.map(({ id, name, tier, quotas: { tenants, machines } }) => [
    ...[id, name, tier],
    ...[tenants, machines].map(({ used, limit }) => (limit === null ? String(used) : `${used} of ${limit}`)),
  ]);
  context.out.write(table(["ID", "NAME", "TIER", "TENANTS", "MACHINES"], rows));
}

function printOrganization(context: CliContext, command: Command, organization: Organization, what: string): void {
  const { id, name, tier, quotas } = organization;
  const most = [quotas.tenants, quotas.machines].map(({ limit }) => limit ?? "any number of");
  const sentence = `${name} (${id}), ${what}: ${tier}, ${most[0]} tenants, ${most[1]} machines`;
  printResult(context, command, organization, sentence);
}
