/** Share of the requests to a thing that name one which is there; the others name what the schemas allow, and what they do not. */
const NAMED = 0.8;

/**
 * What Schemathesis is given beside its arguments. https://schemathesis.readthedocs.io/en/stable/reference/configuration/
 *
 * @param things Ids and names of what is there, by the collection in whose paths they stand
 */
export function configurationOf(things: Readonly<Record<string, readonly string[]>>): string {
  const collections = Object.entries(things).filter(([, names]) => names.length > 0);
  return [
    `request-timeout = 30.0`,
    `continue-on-failure = true`,
    `max-stream-events = 3`,
    `headers = { Authorization = "Bearer \${FREEHOLD_FUZZ_KEY}" }`,
    `warnings = false`,
    // They are about how hard the schemas are to invent for, such as a domain's; an operation that is not asked is in the verdict.
    `suppress-health-check = ["all"]`,
    `[output.sanitization]`,
    `enabled = false`,
    `[generation]`,
    `database = "none"`,
    `no-shrink = true`,
    // By statuses, bodies and types alone: what is refused and what is not is for the tests of the routes to say.
    `[checks]`,
    `enabled = false`,
    `status_code_conformance.enabled = true`,
    `content_type_conformance.enabled = true`,
    `response_schema_conformance.enabled = true`,
    ...collections.map(([name, names]) => `[dictionaries.${text(name)}]\nvalues = ${JSON.stringify(names)}`),
    ...collections.flatMap(([name]) => [
      `[[operations]]`,
      `include-path-regex = ${text(`^/v1/(.+/)?${name}/\\{`)}`,
      `parameters = { ${parametersOf(name)} }`,
    ]),
  ].join("\n");
}

function parametersOf(collection: string): string {
  const parameter = collection === "domains" ? "domain" : "idOrName";
  const names = parameter === "domain" ? ["domain"] : [parameter, "id"];
  return names
    .map((name) => `"path.${name}" = { dictionary = ${text(collection)}, probability = ${NAMED} }`)
    .join(", ");
}

/** TOML's basic strings take what JSON's do. */
function text(value: string): string {
  return JSON.stringify(value);
}
