/**
 * A compose file in the form that a host takes from a slot, written without the product's own writer, and without its checks: an attacker
 * writes what it likes, in the right form.
 */
export function canonicalYaml(value: object): string {
  return linesOf(value, "").join("\n").concat("\n");
}

function linesOf(value: object, indent: string): string[] {
  const entries = Array.isArray(value)
    ? value.map((item) => ["-", item] as const)
    : Object.entries(value).map(([key, item]) => [`${key}:`, item] as const);
  return entries.flatMap(([lead, item]) => {
    if (item === null || typeof item !== "object") return [`${indent}${lead} ${scalarOf(item)}`];
    if (Object.keys(item).length === 0) return [`${indent}${lead} ${Array.isArray(item) ? "[]" : "{}"}`];
    const lines = linesOf(item, `${indent}  `);
    // The first key of a mapping in a sequence stands beside its hyphen.
    return lead === "-" ? [`${indent}- ${lines[0]?.trimStart()}`, ...lines.slice(1)] : [`${indent}${lead}`, ...lines];
  });
}

function scalarOf(value: unknown): string {
  return typeof value === "number" || typeof value === "boolean" ? String(value) : JSON.stringify(String(value));
}
