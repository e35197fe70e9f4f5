import { autoName, type NamingRequest } from "./auto-name.ts";
import { containsSecret, withoutSecrets } from "./properties/secrets.ts";
import {
  Archive,
  Asset,
  containsUnknown,
  isPropertyMap,
  type PropertyMap,
  type PropertyValue,
} from "./properties/value.ts";
import type { CheckFailure } from "./resource.ts";
import type { AnySchema, InputProperty, Kind } from "./schema.ts";

/** Inputs that the provider filled in, by name. The same key that bridged providers use, so that state can be shared. */
export const DEFAULTS = "__defaults";

/** The inputs to record, and what is wrong with them. */
export interface Checked {
  inputs: PropertyMap;
  failures: CheckFailure[];
}

/** Checks inputs against a schema, and fills in the names that the program left to us. */
export function checkInputs(schema: AnySchema, news: PropertyMap, olds: PropertyMap, naming: NamingRequest): Checked {
  const failures: CheckFailure[] = [];
  const inputs: PropertyMap = {};

  for (const [name, value] of Object.entries(news)) {
    if (name === DEFAULTS || value === null) continue;
    const property = schema.inputs[name];
    if (property === undefined) {
      failures.push({
        property: name,
        reason: `unknown property; allowed are ${Object.keys(schema.inputs).join(", ")}`,
      });
      continue;
    }
    failures.push(...failuresOf(name, property, value));
    inputs[name] = value;
  }

  const defaults: string[] = [];
  for (const [name, property] of Object.entries(schema.inputs)) {
    if (name in inputs) continue;
    if (property.autoName && !naming.disabled) {
      inputs[name] = olds[name] ?? autoName(naming, property.autoName.maxLength);
      defaults.push(name);
    } else if (property.required || property.autoName) {
      failures.push({ property: name, reason: "is required and was not given" });
    }
  }

  if (defaults.length > 0) inputs[DEFAULTS] = defaults;
  return { inputs, failures };
}

/** The known inputs in plain form, for a resource's own checks. */
export function knownInputs(inputs: PropertyMap): Record<string, PropertyValue> {
  const known = Object.entries(inputs).filter(([name, value]) => name !== DEFAULTS && !containsUnknown(value));
  return Object.fromEntries(known.map(([name, value]) => [name, withoutSecrets(value)]));
}

/** Whether the provider, and not the program, chose this input. */
export function isDefault(inputs: PropertyMap, name: string): boolean {
  const defaults = inputs[DEFAULTS];
  return Array.isArray(defaults) && defaults.includes(name);
}

function failuresOf(name: string, property: InputProperty, wrapped: PropertyValue): CheckFailure[] {
  if (containsUnknown(wrapped)) return [];
  const value = withoutSecrets(wrapped);
  const got = containsSecret(wrapped) ? "a secret value" : describe(value);

  if (!isOfKind(property.kind, value)) {
    return [{ property: name, reason: `must be of type ${property.kind}, got ${got}` }];
  }
  if (property.notEmpty && [value].flat().some((part) => part === "" || part === 0)) {
    return [{ property: name, reason: Array.isArray(value) ? "must have no empty text in it" : "must not be empty" }];
  }
  if (property.oneOf && !property.oneOf.includes(value as string)) {
    return [{ property: name, reason: `must be one of ${property.oneOf.join(", ")}, got ${got}` }];
  }
  return [];
}

function isOfKind(kind: Kind, value: PropertyValue): boolean {
  switch (kind) {
    case "any":
      return true;
    case "list":
      return Array.isArray(value);
    case "object":
      return isPropertyMap(value);
    case "asset":
      return value instanceof Asset || value instanceof Archive;
    default:
      return typeof value === kind;
  }
}

/** Names what was got. Long texts are not shown: they may be keys or files. */
function describe(value: PropertyValue): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return value.length > 40 ? `a text of ${value.length} characters` : `"${value}"`;
  return typeof value === "object" ? "an object" : `${typeof value} ${String(value)}`;
}
