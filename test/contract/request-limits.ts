import { join } from "node:path";
import { readJson, type Schema } from "./json-schema.ts";

/** A body that the vendor's specification forbids because of one field. */
export interface ForbiddenBody {
  field: string;
  /** Keyword of the specification that the value breaks, such as `maxLength 64`. */
  rule: string;
  value: unknown;
}

type Endpoint = Record<string, unknown>;

/** What a specification forbids in the body of a route, such as `POST /servers`: one body for each rule of each field. */
export type ForbiddenBodies = (route: string) => ForbiddenBody[];

/** The rules of an OpenAPI document. */
export function openapiLimits(specsDir: string, file: string): ForbiddenBodies {
  const document = readJson(join(specsDir, file));
  const paths = document.paths as Record<string, Record<string, Endpoint | undefined> | undefined>;
  return (route) => {
    const [method = "", path = ""] = route.split(" ");
    const body = paths[path]?.[method.toLowerCase()]?.requestBody as Endpoint | undefined;
    const content = resolved(document, body)?.content as Record<string, { schema?: Schema }> | undefined;
    return forbidden(propertiesOf(document, content?.["application/json"]?.schema ?? {}), (text) => text);
  };
}

/** The rules of Proxmox VE's API schema, where patterns match the whole text and numbers come as text. */
export function proxmoxLimits(specsDir: string): ForbiddenBodies {
  const { endpoints } = readJson(join(specsDir, "proxmox-9.api.json")) as { endpoints: Record<string, Endpoint> };
  return (route) => {
    const [method = "", path = ""] = route.split(" ");
    const endpoint = endpoints[path]?.[method] as { parameters?: { properties?: Record<string, Schema> } } | undefined;
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
    const properties = Object.entries(endpoint?.parameters?.properties ?? {})
      .filter(([name]) => !inPath.includes(name))
      .map(([name, schema]) => [name.replace("[n]", "0"), wholeMatch(schema)] as const);
    return forbidden(Object.fromEntries(properties), String);
  };
}

/** Values that break a format of Proxmox VE or of OpenAPI, for the formats that bodies have. */
const BREAKS_FORMAT: Readonly<Record<string, unknown>> = {
  "dns-name": "-x-",
  IPorCIDRorAlias: "192.0.2.0/99",
  "mac-addr": "zz",
  "pve-fw-addr-spec": "192.0.2.0/99",
  "pve-fw-dport-spec": "99999",
  "pve-fw-protocol-spec": "nosuch",
  "pve-fw-sport-spec": "80:70",
  "pve-iface": "1",
  "pve-node": "-",
  "pve-qm-ipconfig": "ip=192.0.2.7",
  "pve-sdn-vnet-id": "much-too-long",
  "pve-sdn-zone-id": "much-too-long",
  "pve-storage-id": "!",
  "pve-tag-list": "-;!",
  "pve-vmid": "5",
  ipv4: "192.0.2.256",
  uuid: "no-uuid",
};

function forbidden(properties: Record<string, Schema>, written: (value: unknown) => unknown): ForbiddenBody[] {
  return Object.entries(properties).flatMap(([field, schema]) =>
    broken(schema).map(([rule, value]) => ({ field, rule, value: written(value) })),
  );
}

/** A value for each rule that breaks it and no other of the same kind. */
function broken(schema: Schema): [rule: string, value: unknown][] {
  const { type, minLength, maxLength, minimum, maximum, pattern, format } = schema;
  if (schema.readOnly === true) return [];
  const values: [string, unknown][] = [];
  if (Array.isArray(schema.enum))
    values.push([`enum of ${schema.enum.length}`, type === "integer" ? 987_654 : "no-such-value"]);
  if (typeof maxLength === "number") values.push([`maxLength ${maxLength}`, "a".repeat(maxLength + 1)]);
  if (typeof minLength === "number" && minLength > 0)
    values.push([`minLength ${minLength}`, "a".repeat(minLength - 1)]);
  if (minimum !== undefined) values.push([`minimum ${minimum}`, Number(minimum) - 1]);
  if (maximum !== undefined) values.push([`maximum ${maximum}`, Number(maximum) + 1]);
  if (typeof pattern === "string") {
    const value = ["", " ", "!", "-", "a b", "é/ü"].find((text) => !new RegExp(pattern).test(text));
    if (value !== undefined) values.push([`pattern ${pattern}`, value]);
  }
  if (type === "integer") values.push(["integer", "many"]);
  if (type === "boolean") values.push(["boolean", "maybe"]);
  if (typeof format === "string" && format in BREAKS_FORMAT) values.push([`format ${format}`, BREAKS_FORMAT[format]]);
  return values;
}

function wholeMatch(schema: Schema): Schema {
  if (typeof schema.pattern !== "string") return schema;
  // Perl writes a group with its flags: `(?^i:…)`.
  const pattern = schema.pattern.replace(/\(\?\^\w*:/g, "(?:");
  return { ...schema, pattern: `^(?:${pattern})$` };
}

/** The properties of an object schema and of all that it is composed of. */
function propertiesOf(document: Schema, schema: Schema): Record<string, Schema> {
  const { properties = {}, allOf = [], oneOf = [], anyOf = [] } = resolved(document, schema) ?? {};
  const parts = [allOf, oneOf, anyOf].flatMap((list) => list as Schema[]).map((part) => propertiesOf(document, part));
  const own = Object.entries(properties as Record<string, Schema>).map(
    ([name, property]) => [name, resolved(document, property) ?? {}] as const,
  );
  return Object.assign({}, ...parts, Object.fromEntries(own));
}

function resolved<Part extends object>(document: Schema, part: Part | undefined): Schema | undefined {
  const reference = (part as { $ref?: string } | undefined)?.$ref;
  if (reference === undefined) return part as Schema | undefined;
  const found = reference
    .replace(/^#\//, "")
    .split("/")
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);
  return resolved(document, found as Schema | undefined);
}
