import { findingOf, type TemplateFinding } from "../manifest/finding.ts";
import type { Manifest } from "../manifest/manifest-schema.ts";
import { knownPlaceholders, unknownPlaceholders } from "../manifest/placeholders.ts";
import type { TextFile } from "./text-file.ts";

/**
 * The placeholders of a file that nothing has a value for.
 *
 * @param further what this file may have beside
 */
export function checkRenderedFile(
  manifest: Manifest,
  { file, text }: TextFile,
  further: readonly string[] = [],
): TemplateFinding[] {
  const known = new Set([...knownPlaceholders(manifest), ...further]);
  return text.split("\n").flatMap((line, at) =>
    unknownPlaceholders(line, known).map((name) => {
      const allowed = `must have placeholders of what there is (${[...known].join(", ")})`;
      return findingOf({ file, line: at + 1, path: "" }, allowed, `{{${name}}}`);
    }),
  );
}
