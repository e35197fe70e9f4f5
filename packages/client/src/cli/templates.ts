import { join } from "node:path";
import { checkTemplateFolders } from "@freehold/components/templates";
import { Command } from "commander";
import type { CliContext } from "./context.ts";
import { isJson, print, table } from "./output.ts";

/** `freehold templates …` */
export function templateCommands(context: CliContext): Command {
  const templates = new Command("templates").description("what can run on a tenant's machine");
  templates
    .command("list", { isDefault: true })
    .description("list the templates that the service has")
    .action((_options: unknown, command: Command) => list(context, command));
  templates
    .command("check <folder>")
    .description("say what is wrong with a template's folder, or a folder of such; asks no service")
    .action((folder: string, _options: unknown, command: Command) => check(context, command, folder));
  return templates;
}

async function list(context: CliContext, command: Command): Promise<void> {
  const items = await context.client().listTemplates();
  if (isJson(command)) return print(context, command, { items });
  const rows = items.map(({ name, defaultVersion, versions, modes, description }) => [
    name,
    defaultVersion ?? "",
    versions.join(", "),
    modes.join(", "),
    description,
  ]);
  context.out.write(table(["NAME", "DEFAULT", "VERSIONS", "MODES", "IS"], rows));
}

function check(context: CliContext, command: Command, folder: string): void {
  const findings = checkTemplateFolders(folder);
  if (findings.length > 0) context.fail();
  if (isJson(command)) {
    print(context, command, { folder, findings });
    return;
  }
  for (const { folder: at, message } of findings) context.out.write(`${join(at, message)}\n`);
  const sum = findings.length === 1 ? "1 finding" : `${findings.length} findings`;
  context.out.write(findings.length === 0 ? `${folder}: nothing is wrong\n` : `${folder}: ${sum}\n`);
}
