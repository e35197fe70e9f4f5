import { EXAMPLES } from "./examples.ts";
import { FIELD_WORDS, PARAMETER_WORDS } from "./field-words.ts";

/** A schema of the description, as far as it is looked at here. */
interface Schema {
  $ref?: string;
  description?: string;
  examples?: unknown[];
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema | boolean;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

interface Operation {
  parameters?: { name: string; description?: string }[];
  requestBody?: { content?: Record<string, { schema?: Schema }> };
  responses?: Record<string, { content?: Record<string, { schema?: Schema }> }>;
}

interface Document {
  paths?: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, Schema> };
}

/** Puts in what is not said where a schema is: what common fields mean, and examples. Changes the document. */
export function finishDocument<Described extends object>(document: Described): Described {
  const { paths = {}, components = {} } = document as Document;
  for (const [name, schema] of Object.entries(components.schemas ?? {})) {
    describe(schema, name);
    const example = EXAMPLES[name];
    if (example !== undefined) schema.examples = [example];
  }
  for (const operation of Object.values(paths).flatMap((each) => Object.values(each))) describeOperation(operation);
  return document;
}

function describeOperation({ parameters = [], requestBody, responses = {} }: Operation): void {
  for (const parameter of parameters) {
    const words = PARAMETER_WORDS[parameter.name];
    if (parameter.description === undefined && words !== undefined) parameter.description = words;
  }
  const bodies = [requestBody, ...Object.values(responses)].flatMap((each) => Object.values(each?.content ?? {}));
  for (const { schema } of bodies) if (schema !== undefined) describe(schema, "");
}

function describe(schema: Schema, within: string): void {
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const words = FIELD_WORDS[`${within}.${name}`] ?? FIELD_WORDS[name];
    if (words !== undefined && !isDescribed(property)) property.description = words;
    describe(property, name);
  }
  const { items, additionalProperties, anyOf = [], oneOf = [], allOf = [] } = schema;
  for (const inner of [items, additionalProperties, ...anyOf, ...oneOf, ...allOf])
    if (typeof inner === "object") describe(inner, within);
}

function isDescribed({ description, anyOf = [] }: Schema): boolean {
  return description !== undefined || anyOf.some((each) => each.description !== undefined);
}
