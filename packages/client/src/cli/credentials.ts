import {
  type Credential,
  type CredentialAccess,
  type CredentialCloud,
  type CredentialPolicy,
  FreeholdError,
  type Template,
} from "@freehold/model";
import { Command } from "commander";
import type { CredentialPatch } from "../credentials.ts";
import type { CliContext } from "./context.ts";
import { isJson, print, printResult, table } from "./output.ts";

interface PolicyOptions {
  name?: string;
  templates?: string;
  otherwise?: CredentialPolicy["otherwise"];
  maxTenants?: string;
  maxServers?: string;
  callsPerHour?: string;
}

interface AddOptions extends PolicyOptions {
  cloud: CredentialCloud;
  owner: "organization" | "platform";
}

const FROM_INPUT = "Standard input: the token; for proxmox a JSON object with endpoint, apiToken and sshPrivateKey";

/** `freehold credentials …` */
export function credentialCommands(context: CliContext): Command {
  const credentials = new Command("credentials").description("the cloud accounts that tenants are built in");
  withPolicy(
    credentials
      .command("add <name>")
      .description("give an account at a cloud; the secret comes by standard input")
      .requiredOption("--cloud <cloud>", "hetzner, digitalocean or proxmox")
      .option("--owner <owner>", "organization: for its own tenants; platform: for everybody's", "organization"),
  )
    .addHelpText("after", `\n${FROM_INPUT}`)
    .action((name: string, options: AddOptions, command: Command) => add(context, command, name, options));
  credentials
    .command("list")
    .description("list the accounts")
    .action((_options: unknown, command: Command) => list(context, command));
  credentials
    .command("get <id>")
    .description("show one account, without its secret")
    .action(async (id: string, _options: unknown, command: Command) =>
      print(context, command, await context.client().getCredential(id)),
    );
  credentials
    .command("verify <id>")
    .description("try an account's secret again")
    .action(async (id: string, _options: unknown, command: Command) =>
      printCredential(context, command, await context.client().verifyCredential(id)),
    );
  credentials
    .command("reopen <account>")
    .description("send calls of an account again although its cloud asked for a longer pause")
    .action(async (account: string, _options: unknown, command: Command) =>
      print(context, command, await context.client().reopenBudget(account)),
    );
  withPolicy(
    credentials
      .command("change <id>")
      .description("change an account's name, policy, limits or secret")
      .option("--name <name>", "another name")
      .option("--secret", "another secret of the same account, by standard input", false),
  )
    .addHelpText("after", `\n${FROM_INPUT}`)
    .action((id: string, options: PolicyOptions & { secret: boolean }, command: Command) =>
      change(context, command, id, options),
    );
  credentials
    .command("remove <id>")
    .description("remove an account in which no tenant lives, and clean it up")
    .option("--forget", "leave at the cloud what its tenants shared: for a secret that is not valid any more", false)
    .action(async (id: string, { forget }: { forget: boolean }, command: Command) =>
      printCredential(context, command, await context.client().removeCredential(id, { forget })),
    );
  return credentials;
}

function withPolicy(command: Command): Command {
  return command
    .option("--templates <templates>", "templates that are built in it, separated by commas; all")
    .option("--otherwise <what>", "when it cannot take a tenant: refuse, or platform for the platform's accounts")
    .option("--max-tenants <number>", "most tenants in it; none for no limit")
    .option("--max-servers <number>", "its limit of servers, where the cloud does not report it; none for no limit")
    .option(
      "--calls-per-hour <number>",
      "calls an hour that the vendor granted it; none for the vendor's usual number",
    );
}

async function add(context: CliContext, command: Command, name: string, options: AddOptions): Promise<void> {
  const { maxTenants, maxServers, callsPerHour, policy } = patchOf(options);
  const created = await context.client().createCredential({
    cloud: options.cloud,
    name,
    access: accessOf(await context.readInput()),
    owner: options.owner,
    ...(policy !== undefined && { policy }),
    ...(typeof maxTenants === "number" && { maxTenants }),
    ...(typeof maxServers === "number" && { maxServers }),
    ...(typeof callsPerHour === "number" && { callsPerHour }),
  });
  printCredential(context, command, created);
}

async function change(
  context: CliContext,
  command: Command,
  id: string,
  { secret, ...options }: PolicyOptions & { secret: boolean },
): Promise<void> {
  const access = secret ? { access: accessOf(await context.readInput()) } : {};
  const { policy, ...rest } = patchOf(options);
  const now = policy && (await context.client().getCredential(id)).policy;
  const patch = { ...rest, ...(policy && { policy: { ...now, ...policy } }), ...access };
  printCredential(context, command, await context.client().changeCredential(id, patch));
}

function printCredential(context: CliContext, command: Command, credential: Credential): void {
  const { id, name, cloud, status } = credential;
  printResult(context, command, credential, `${cloud} account "${name}" (${id}) is ${status}`);
}

function patchOf({ name, templates, otherwise, maxTenants, maxServers, callsPerHour }: PolicyOptions): CredentialPatch {
  const policy = {
    ...(templates !== undefined && { templates: templatesOf(templates) }),
    ...(otherwise !== undefined && { otherwise }),
  };
  return {
    ...(name !== undefined && { name }),
    ...(Object.keys(policy).length > 0 && { policy }),
    ...(maxTenants !== undefined && { maxTenants: limitOf(maxTenants) }),
    ...(maxServers !== undefined && { maxServers: limitOf(maxServers) }),
    ...(callsPerHour !== undefined && { callsPerHour: limitOf(callsPerHour) }),
  };
}

/** What is wrong with a name, the service says. */
function templatesOf(text: string): "all" | Template[] {
  return text === "all" ? "all" : (text.split(",").map((part) => part.trim()) as Template[]);
}

function limitOf(text: string): number | null {
  return text === "none" ? null : Number(text);
}

/** A token alone, or every field that opens the account. A secret is no argument: arguments are seen by every process. */
function accessOf(input: string): CredentialAccess {
  const text = input.trim();
  if (!text.startsWith("{")) return { token: text };
  try {
    return JSON.parse(text) as CredentialAccess;
  } catch (cause) {
    throw new FreeholdError("malformed_json", "standard input begins like a JSON object and is none", {
      cause,
      nextStep: FROM_INPUT,
    });
  }
}

async function list(context: CliContext, command: Command): Promise<void> {
  const items = await context.client().listCredentials();
  if (isJson(command)) return print(context, command, { items });
  const rows = items.map((item) => [
    item.id,
    item.cloud,
    item.name,
    item.owner,
    item.status,
    roomOf(item),
    `…${item.hint}`,
  ]);
  context.out.write(table(["ID", "CLOUD", "NAME", "OWNER", "STATUS", "TENANTS", "SECRET"], rows));
}

function roomOf({ tenants, maxTenants, maxServers, quotas }: Credential): string {
  const limits = [maxTenants, maxServers ?? quotas.servers].filter((limit) => typeof limit === "number");
  return limits.length === 0 ? String(tenants) : `${tenants} of ${Math.min(...limits)}`;
}
