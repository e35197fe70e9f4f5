/** The same text for the same JSON, whatever the order of its keys. Nothing for `undefined`. */
export function canonicalJson(value: unknown): string {
  return (
    JSON.stringify(value, (_key, part: unknown) => (isObject(part) ? Object.fromEntries(sorted(part)) : part)) ?? ""
  );
}

function sorted(part: Record<string, unknown>): [string, unknown][] {
  return Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
