import { readFileSync } from "node:fs";
import { templateSchemas } from "@freehold/components/templates";
import { expect, test } from "@jest/globals";

const DOCUMENT = new URL("../../docs/templates.md", import.meta.url);

/** A part of a JSON schema, as far as names of fields are in it. */
interface Part {
  properties?: Record<string, Part>;
  additionalProperties?: Part | boolean;
  items?: Part;
  prefixItems?: Part[];
  anyOf?: Part[];
  oneOf?: Part[];
}

/** The names of all fields in a schema, whatever they are in. */
function fieldsOf({
  properties = {},
  additionalProperties,
  items,
  prefixItems = [],
  anyOf = [],
  oneOf = [],
}: Part): string[] {
  const inner = [...Object.values(properties), ...prefixItems, ...anyOf, ...oneOf, ...(items ? [items] : [])];
  const values = typeof additionalProperties === "object" ? [additionalProperties] : [];
  return [...Object.keys(properties), ...[...inner, ...values].flatMap(fieldsOf)];
}

test("docs-templates: every field of a template's files stands in docs/templates.md", () => {
  const text = readFileSync(DOCUMENT, "utf8");
  const fields = [...new Set(Object.values(templateSchemas()).flatMap((schema) => fieldsOf(schema as Part)))];

  expect(fields).toEqual(expect.arrayContaining(["versions", "hostRange", "signedBy", "probe", "given"]));
  expect(fields.filter((field) => !new RegExp(`\`[^\`]*\\b${field}\\b[^\`]*\``).test(text))).toEqual([]);
});

test("docs-templates: every setting of the template app stands in docs/templates.md", () => {
  const text = readFileSync(DOCUMENT, "utf8");
  const manifest = readFileSync(new URL("../../templates/app/1/manifest.yaml", import.meta.url), "utf8");
  const settings = [...(/^settings:\n((?: .*\n)+)/m.exec(manifest)?.[1] ?? "").matchAll(/^ {2}(\w+):/gm)].map(
    ([, name]) => name,
  );

  expect(settings).toContain("image");
  expect(settings.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});
