import type { SettingChange, TenantChanges } from "@freehold/model";
import type { Command } from "commander";
import type { CliContext } from "./context.ts";
import { followToEnd } from "./follow-to-end.ts";
import { isJson, print, printResult } from "./output.ts";
import { assertNoSecrets, fileSettings, several, splitSetting, withoutLastBreak } from "./setting-options.ts";

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
  const given = Object.fromEntries(pairs.map((pair) => splitSetting(pair, "name=value")));
  const names = Object.keys(given);
  if (names.length > 0) await assertNoSecrets(context, (await context.client().getTenant(tenant)).template, names);
  return {
    ...given,
    ...(await fileSettings(setFile)),
    ...(setStdin !== undefined && { [setStdin]: withoutLastBreak(await context.readInput()) }),
    ...Object.fromEntries(unset.map((name) => [name, null])),
  };
}

function sentenceOf({ setting, from, to, takesEffect }: SettingChange): string {
  const when = { live: "acts at once", restart: "restarts what reads it", birth: "acts when a tenant is built" };
  return `${setting}: ${from || '""'} → ${to || '""'}; ${when[takesEffect]}`;
}
