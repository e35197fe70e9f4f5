import { isPropertyMap, type PropertyValue, Secret } from "./value.ts";

/** Whether any part of a value is secret. */
export function containsSecret(value: PropertyValue | undefined): boolean {
  if (value instanceof Secret) return true;
  if (Array.isArray(value)) return value.some(containsSecret);
  return isPropertyMap(value) && Object.values(value).some(containsSecret);
}

/** The same value without its secret wrappers: what a resource's code works with. */
export function withoutSecrets(value: PropertyValue): PropertyValue {
  if (value instanceof Secret) return withoutSecrets(value.value);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (!isPropertyMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withoutSecrets(part)]));
}

/**
 * Makes secret in `value` what is secret in `model`, a value of the same shape from the program or from state.
 * A list with one secret element becomes secret as a whole, because its elements may have moved.
 */
export function secretLike(value: PropertyValue, model: PropertyValue | undefined): PropertyValue {
  if (value instanceof Secret || !containsSecret(model)) return value;
  if (model instanceof Secret || Array.isArray(model) || !isPropertyMap(model) || !isPropertyMap(value)) {
    return new Secret(value);
  }

  const parts = Object.entries(value).map(([name, part]) => [name, secretLike(part, model[name])] as const);
  return Object.fromEntries(parts);
}

/** Every secret text in these values, for {@link redact}, but for the parts of objects that may be shown. */
export function secretTexts(values: readonly (PropertyValue | undefined)[], mayShow: readonly string[] = []): string[] {
  const texts = new Set<string>();
  const collect = (value: PropertyValue | undefined, inSecret: boolean): void => {
    if (value instanceof Secret) collect(value.value, true);
    else if (Array.isArray(value)) for (const part of value) collect(part, inSecret);
    else if (isPropertyMap(value)) {
      for (const [name, part] of Object.entries(value)) if (!mayShow.includes(name)) collect(part, inSecret);
    } else if (inSecret && typeof value === "string") texts.add(value);
  };

  for (const value of values) collect(value, false);
  return [...texts];
}

/** Shorter texts ("22", "root") say nothing secret and would blank out ordinary words. */
const SHORTEST_SECRET = 6;

/** Replaces secrets, and the single lines of secrets that have several, by `[secret]`. */
export function redact(text: string, secrets: readonly string[]): string {
  const parts = secrets.flatMap((secret) => [secret, ...secret.split("\n")]).map((part) => part.trim());
  const longestFirst = parts.filter((part) => part.length >= SHORTEST_SECRET).sort((a, b) => b.length - a.length);

  return longestFirst.reduce((redacted, part) => redacted.replaceAll(part, "[secret]"), text);
}
