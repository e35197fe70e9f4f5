import type { TemplateRelease, TemplateTable } from "./template-table.ts";

/** What a template's name or version names nothing by. */
export interface NoRelease {
  missing: "template" | "version";
  /** Those that there are, separated by commas. */
  allowed: string;
  /** What is wrong with it, as the predicate of a sentence: what there is, and the value got. */
  detail: string;
}

/**
 * Looks a release up by what somebody gave.
 *
 * @param version @default - the template's default version
 */
export function findRelease(table: TemplateTable, name: string, version?: string | null): TemplateRelease | NoRelease {
  const template = table.template(name);
  if (template === undefined) return noRelease("template", table.names(), name);
  const wanted = version ?? template.default;
  return table.version(name, wanted) ?? noRelease("version", template.versions, wanted);
}

function noRelease(missing: NoRelease["missing"], names: readonly string[], got: string): NoRelease {
  const allowed = names.join(", ");
  return { missing, allowed, detail: `must be one of ${allowed}, got "${got}"` };
}
