import { findingOf, type TemplateFinding } from "../manifest/finding.ts";
import type { Manifest } from "../manifest/manifest-schema.ts";
import { knownPlaceholders, unknownPlaceholders } from "../manifest/placeholders.ts";
import type { TextFile } from "./text-file.ts";

/** The placeholders of a file that nothing has a value for. */
export function checkRenderedFile(manifest: Manifest, { file, text }: TextFile): TemplateFinding[] {
  const known = knownPlaceholders(manifest);
  return text.split("\n").flatMap((line, at) =>
    unknownPlaceholders(line, known).map((name) => {
      const allowed = `must have placeholders of what there is (${[...known].join(", ")})`;
      return findingOf({ file, line: at + 1, path: "" }, allowed, `{{${name}}}`);
    }),
  );
}
