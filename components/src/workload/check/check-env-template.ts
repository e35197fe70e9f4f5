import { findingOf, type TemplateFinding } from "../manifest/finding.ts";
import type { Manifest } from "../manifest/manifest-schema.ts";
import { checkRenderedFile } from "./check-rendered-file.ts";
import type { TextFile } from "./text-file.ts";

const LINE = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/;

/** What is wrong in the environment file's template: lines that are no values, and placeholders that are none. */
export function checkEnvTemplate(manifest: Manifest, env: TextFile): TemplateFinding[] {
  const { file, text } = env;
  const odd = text.split("\n").flatMap((line, at) => {
    if (line === "" || line.startsWith("#") || LINE.test(line)) return [];
    return [findingOf({ file, line: at + 1, path: "" }, "must be a line NAME=value, a comment or empty", line)];
  });
  return [...odd, ...checkRenderedFile(manifest, env, ["filesSha256"])];
}

/** What the template gives each name. */
export function envTemplateValues(text: string): Map<string, string> {
  const lines = text.split("\n").flatMap((line) => {
    const [, name, value] = LINE.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });
  return new Map(lines);
}

/** A text with what env.template gives in place of `${NAME}`. */
export function filled(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\$\{([A-Za-z_]\w*)(?::?[-?][^}]*)?\}/g, (given, name: string) => values.get(name) ?? given);
}
