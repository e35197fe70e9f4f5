import type { ApiKey, ApiKeyChanges, ApiKeySpec, Permission } from "@freehold/model";
import { Command } from "commander";
import type { CliContext } from "./context.ts";
import { isJson, print, printResult, table } from "./output.ts";

interface AddOptions {
  member?: string;
  role?: NonNullable<ApiKeySpec["role"]>;
  scopes?: string;
  expires?: string;
}

/** `freehold api-keys …` */
export function apiKeyCommands(context: CliContext): Command {
  const apiKeys = new Command("api-keys").description("what requests are made with");
  apiKeys
    .command("add <name>")
    .description("make an API key, which is shown once; it may do no more than the one it is made with")
    .option("--member <id>", "the member who uses it; it has the member's role")
    .option("--role <role>", "of a key that is no member's; without either: one's own")
    .option("--scopes <permissions>", "what of the role's permissions it is for, separated by commas")
    .option("--expires <time>", "when it ends, ISO 8601")
    .action(async (name: string, options: AddOptions, command: Command) =>
      print(context, command, await context.client().createApiKey(specOf(name, options))),
    );
  apiKeys
    .command("list")
    .description("list the keys that were not revoked, newest first")
    .action((_options: unknown, command: Command) => list(context, command));
  apiKeys
    .command("get <id>")
    .description("show one key, also a revoked one, without the key itself")
    .action(async (id: string, _options: unknown, command: Command) =>
      print(context, command, await context.client().getApiKey(id)),
    );
  apiKeys
    .command("change <id>")
    .description("change a key's name or end")
    .option("--name <name>", "another name")
    .option("--expires <time>", "when it ends, ISO 8601; none for when it is revoked")
    .action(async (id: string, options: { name?: string; expires?: string }, command: Command) =>
      printKey(context, command, await context.client().changeApiKey(id, changesOf(options))),
    );
  apiKeys
    .command("revoke <id>")
    .description("revoke a key; it ends at once")
    .action(async (id: string, _options: unknown, command: Command) =>
      printKey(context, command, await context.client().revokeApiKey(id)),
    );
  return apiKeys;
}

/** What is wrong with a permission's name, the service says. */
function specOf(name: string, { member, role, scopes, expires }: AddOptions): ApiKeySpec {
  return {
    name,
    ...(member !== undefined && { memberId: member }),
    ...(role !== undefined && { role }),
    ...(scopes !== undefined && { scopes: scopes.split(",").map((scope) => scope.trim()) as Permission[] }),
    ...(expires !== undefined && { expiresAt: expires }),
  };
}

function changesOf({ name, expires }: { name?: string; expires?: string }): ApiKeyChanges {
  return {
    ...(name !== undefined && { name }),
    ...(expires !== undefined && { expiresAt: expires === "none" ? null : expires }),
  };
}

async function list(context: CliContext, command: Command): Promise<void> {
  const items = await context.client().listApiKeys();
  if (isJson(command)) return print(context, command, { items });
  const rows = items.map(({ id, name, role, status, hint, lastUsedAt, expiresAt }) => [
    ...[id, name, role, status],
    ...[lastUsedAt ?? "never", expiresAt ?? "never", `…${hint}`],
  ]);
  context.out.write(table(["ID", "NAME", "ROLE", "STATUS", "LAST USED", "EXPIRES", "KEY"], rows));
}

function printKey(context: CliContext, command: Command, key: ApiKey): void {
  const { id, name, status, hint, expiresAt } = key;
  const until = expiresAt === null ? "" : `, until ${expiresAt}`;
  printResult(context, command, key, `key "${name}" (${id}, …${hint}) is ${status}${until}`);
}
