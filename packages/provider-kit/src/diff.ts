import { DEFAULTS, isDefault } from "./check.ts";
import { withoutSecrets } from "./properties/secrets.ts";
import { Archive, Asset, isPropertyMap, type PropertyMap, type PropertyValue, UNKNOWN } from "./properties/value.ts";
import type { AnySchema, InputProperty } from "./schema.ts";

/** One changed place: `labels.tenant`, `triggers[0]`. */
export interface Change {
  path: string;
  kind: "add" | "delete" | "update";
  replaces: boolean;
}

/** What a change of inputs means. */
export interface Diff {
  changes: Change[];

  /** Names of the changed inputs, and of those that force a replacement. */
  changed: string[];
  replaces: string[];

  /** The vendor would refuse a second resource of the same name, so the old one has to go first. */
  deleteBeforeReplace: boolean;
}

/** Compares inputs property by property. */
export function diffInputs(schema: AnySchema, olds: PropertyMap, news: PropertyMap): Diff {
  const changes: Change[] = [];
  const changed: string[] = [];
  const replaces: string[] = [];

  for (const [name, property] of Object.entries(schema.inputs)) {
    const found = changesOf(name, property, olds[name] ?? undefined, news[name] ?? undefined);
    if (found.length === 0) continue;
    changes.push(...found);
    changed.push(name);
    if (found.some((change) => change.replaces)) replaces.push(name);
  }

  const deleteBeforeReplace = replaces.length > 0 && keepsGivenName(schema, olds, news);
  return { changes, changed, replaces, deleteBeforeReplace };
}

function changesOf(
  name: string,
  property: InputProperty,
  oldValue: PropertyValue | undefined,
  newValue: PropertyValue | undefined,
): Change[] {
  if (newValue === undefined && property.computed) return [];
  const before = normalise(property, oldValue);
  const after = normalise(property, newValue);

  const replaces = property.replaces === true || replacingPartDiffers(property, before, after);
  return differences(name, before, after).map((change) => ({ ...change, replaces }));
}

function replacingPartDiffers(
  { replacingParts = [] }: InputProperty,
  before: PropertyValue | undefined,
  after: PropertyValue | undefined,
): boolean {
  const part = (value: PropertyValue | undefined, name: string) => (isPropertyMap(value) ? value[name] : undefined);
  return replacingParts.some((name) => differences(name, part(before, name), part(after, name)).length > 0);
}

/** Plain, with the vendor's fallback in place of nothing, and in a fixed order where order means nothing. */
function normalise(property: InputProperty, value: PropertyValue | undefined): PropertyValue | undefined {
  const given = value === undefined ? (property.fallback as PropertyValue | undefined) : value;
  if (given === undefined) return undefined;
  const plain = withoutSecrets(given);
  return property.unordered ? sorted(plain) : plain;
}

function sorted(value: PropertyValue): PropertyValue {
  if (Array.isArray(value)) {
    const key = (part: PropertyValue) => JSON.stringify(part) ?? "";
    return value.map(sorted).sort((a, b) => (key(a) < key(b) ? -1 : 1));
  }
  if (!isPropertyMap(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sorted(value[name] ?? null)]));
}

function differences(
  path: string,
  before: PropertyValue | undefined,
  after: PropertyValue | undefined,
): Omit<Change, "replaces">[] {
  if (before === after && before !== UNKNOWN) return [];
  if (before === undefined || before === null) return after == null ? [] : [{ path, kind: "add" }];
  if (after === undefined || after === null) return [{ path, kind: "delete" }];

  if (Array.isArray(before) && Array.isArray(after)) {
    const indexes = Array.from({ length: Math.max(before.length, after.length) }, (_, index) => index);
    return indexes.flatMap((index) => differences(`${path}[${index}]`, before[index], after[index]));
  }
  if (isPropertyMap(before) && isPropertyMap(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return names.flatMap((name) => differences(path + pathStep(name), before[name], after[name]));
  }
  return sameContents(before, after) ? [] : [{ path, kind: "update" }];
}

function pathStep(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

function sameContents(before: PropertyValue, after: PropertyValue): boolean {
  const bothAssets = before instanceof Asset && after instanceof Asset;
  const bothArchives = before instanceof Archive && after instanceof Archive;
  return (bothAssets || bothArchives) && before.hash !== undefined && before.hash === after.hash;
}

function keepsGivenName(schema: AnySchema, olds: PropertyMap, news: PropertyMap): boolean {
  return Object.entries(schema.inputs).some(
    ([name, property]) =>
      property.autoName !== undefined &&
      news[name] !== undefined &&
      !isDefault(news, name) &&
      differences(name, withoutSecrets(olds[name] ?? null), withoutSecrets(news[name] ?? null)).length === 0,
  );
}

/** Whether two sets of provider configuration differ. */
export function configDiffers(olds: PropertyMap, news: PropertyMap): boolean {
  const names = new Set([...Object.keys(olds), ...Object.keys(news)]);
  names.delete(DEFAULTS);
  return [...names].some(
    (name) => differences(name, withoutSecrets(olds[name] ?? null), withoutSecrets(news[name] ?? null)).length > 0,
  );
}
