import { readFile } from "node:fs/promises";
import { FreeholdError, type SettingChange, type TenantChanges } from "@freehold/model";
import type { Command } from "commander";
import type { CliContext } from "./context.ts";
import { followToEnd } from "./follow-to-end.ts";
import { isJson, print, printResult } from "./output.ts";

interface SetOptions {
  setFile: string[];
  setStdin?: string;
  unset: string[];
  preview: boolean;
  wait: boolean;
}

type Settings = NonNullable<TenantChanges["settings"]>;

/** `freehold tenants set`: changes settings of a tenant's template. */
export function addSetCommand(tenants: Command, context: CliContext): void {
  tenants
    .command("set <tenant> [settings...]")
    .description("change settings of a tenant's template, each as name=value, and follow the update")
    .option("--set-file <name=path>", "a setting from a file, such as a secret; again for another", several, [])
    .option("--set-stdin <name>", "a setting from standard input, such as a secret")
    .option("--unset <name>", "take a setting back to its default; again for another", several, [])
    .option("--preview", "show what would differ and when each setting acts, and change nothing", false)
    .option("--no-wait", "do not follow the update")
    .action((tenant: string, pairs: string[], options: SetOptions, command: Command) =>
      set(context, command, tenant, { pairs, ...options }),
    );
}

function several(value: string, before: string[]): string[] {
  return [...before, value];
}

async function set(
  context: CliContext,
  command: Command,
  tenant: string,
  { preview, wait, ...given }: SetOptions & { pairs: string[] },
): Promise<void> {
  const settings = await readSettings(context, tenant, given);
  if (preview) return print(context, command, await context.client().previewChange(tenant, { settings }));
  const { operation, ...changed } = await context.client().changeSettings(tenant, settings);
  if (!isJson(command)) for (const change of changed.settings) context.err.write(`${sentenceOf(change)}\n`);
  const { name, id, status } = changed.tenant;
  if (operation === null) {
    const sentence = `${name} (${id}) is ${status}; nothing that acts now differs`;
    return printResult(context, command, { ...changed, operation }, sentence);
  }
  if (!wait) {
    const sentence = `${name} (${id}) is ${status}; \`freehold operations watch ${operation.id}\` follows the update`;
    return printResult(context, command, { ...changed, operation }, sentence);
  }
  const ended = await followToEnd(context, command, operation.id, `changing settings of ${name}`);
  const now = await context.client().getTenant(id);
  printResult(
    context,
    command,
    { ...changed, tenant: now, operation: ended },
    `${now.name} (${now.id}) is ${now.status}`,
  );
}

/** Secrets are not taken from the command line, which every user of the machine can read. */
async function readSettings(
  context: CliContext,
  tenant: string,
  { pairs, setFile, setStdin, unset }: Pick<SetOptions, "setFile" | "setStdin" | "unset"> & { pairs: string[] },
): Promise<Settings> {
  const given = Object.fromEntries(pairs.map((pair) => split(pair, "name=value")));
  await assertNoSecrets(context, tenant, Object.keys(given));
  const files = await Promise.all(
    setFile.map(async (pair) => {
      const [name, path] = split(pair, "name=path");
      return [name, withoutLastBreak(await readFile(path, "utf8"))] as const;
    }),
  );
  return {
    ...given,
    ...Object.fromEntries(files),
    ...(setStdin !== undefined && { [setStdin]: withoutLastBreak(await context.readInput()) }),
    ...Object.fromEntries(unset.map((name) => [name, null])),
  };
}

async function assertNoSecrets(context: CliContext, tenant: string, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const { template } = await context.client().getTenant(tenant);
  const known = (await context.client().listTemplates()).find(({ name }) => name === template)?.settings ?? [];
  const secret = names.find((name) => known.some((setting) => setting.name === name && setting.secret));
  if (secret === undefined) return;
  throw new FreeholdError("invalid_request", `${secret} is a secret, and the command line is for everybody to read`, {
    nextStep: `give it by --set-file ${secret}=<path> or --set-stdin ${secret}, and choose another value than this one`,
  });
}

function split(pair: string, form: string): [name: string, value: string] {
  const at = pair.indexOf("=");
  if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)];
  throw new FreeholdError("invalid_request", `a setting must be given as ${form}, got "${pair}"`, {
    nextStep: "give each setting as one argument, with its name before the =; --unset <name> takes one back",
  });
}

/** Editors and `echo` end what they write with a line break that nobody means. */
function withoutLastBreak(text: string): string {
  return text.replace(/\r?\n$/, "");
}

function sentenceOf({ setting, from, to, takesEffect }: SettingChange): string {
  const when = { live: "acts at once", restart: "restarts what reads it", birth: "acts when a tenant is built" };
  return `${setting}: ${from || '""'} → ${to || '""'}; ${when[takesEffect]}`;
}
