import { readFile } from "node:fs/promises";
import { FreeholdError } from "@freehold/model";
import type { Command } from "commander";
import type { CliContext } from "./context.ts";

/** Settings as the command line of a signup has them: text, which the service reads as the template says. */
export interface SettingOptions {
  set: string[];
  setFile: string[];
}

/** Options that choose settings of a template; each may be there several times. */
export function addSettingOptions(command: Command): Command {
  return command
    .option("--set <name=value>", "a setting of the template; again for another", several, [])
    .option("--set-file <name=path>", "a setting from a file, such as a secret or a compose file", several, []);
}

/** Collects the values of an option that may be there several times. */
export function several(value: string, before: string[]): string[] {
  return [...before, value];
}

/**
 * The settings that were chosen; undefined when none was.
 *
 * @throws FreeholdError `invalid_request` for a secret on the command line, a file that cannot be read, and a setting that is there twice
 */
export async function chosenSettings(
  context: CliContext,
  template: string,
  { set, setFile }: SettingOptions,
): Promise<Record<string, string> | undefined> {
  const given = set.map((pair) => splitSetting(pair, "name=value"));
  const names = [...given, ...setFile.map((pair) => splitSetting(pair, "name=path"))].map(([name]) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) {
    throw new FreeholdError("invalid_request", `the setting ${twice} must be given once, got it twice`);
  }
  await assertNoSecrets(
    context,
    template,
    given.map(([name]) => name),
  );
  const chosen = { ...Object.fromEntries(given), ...(await fileSettings(setFile)) };
  return names.length === 0 ? undefined : chosen;
}

/** Only its first `=` parts a name from a value. @throws FreeholdError `invalid_request` */
export function splitSetting(pair: string, form: string): [name: string, value: string] {
  const at = pair.indexOf("=");
  if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)];
  throw new FreeholdError("invalid_request", `a setting must be given as ${form}, got "${pair}"`, {
    nextStep:
      "give each setting as one argument, with its name before the =; `freehold templates list --json` has the names",
  });
}

/** Settings whose values are the texts of files. @throws FreeholdError `invalid_request` */
export async function fileSettings(pairs: readonly string[]): Promise<Record<string, string>> {
  const read = pairs.map(async (pair) => {
    const [name, path] = splitSetting(pair, "name=path");
    const text = await readFile(path, "utf8").catch((cause: unknown) => {
      throw new FreeholdError("invalid_request", `--set-file ${name}: the file ${path} cannot be read`, { cause });
    });
    return [name, withoutLastBreak(text)] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

/** Secrets are not taken from the command line, which every user of the machine can read. @throws FreeholdError `invalid_request` */
export async function assertNoSecrets(context: CliContext, template: string, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const known = (await context.client().listTemplates()).find(({ name }) => name === template)?.settings ?? [];
  const secret = names.find((name) => known.some((setting) => setting.name === name && setting.secret));
  if (secret === undefined) return;
  throw new FreeholdError("invalid_request", `${secret} is a secret, and the command line is for everybody to read`, {
    nextStep: `give it by --set-file ${secret}=<path>, or for a tenant that is there by --set-stdin ${secret}, and choose another value than this one`,
  });
}

/** Editors and `echo` end what they write with a line break that nobody means. */
export function withoutLastBreak(text: string): string {
  return text.replace(/\r?\n$/, "");
}
