/** Keys that need no quotes in the canonical form; the schema lets no others pass. */
const BARE = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;

/**
 * Plain data as the canonical form has it, which a host reads line by line: block style, two spaces a level, sequences two below their
 * key, bare keys, every text in double quotes with no escapes but `\\`, `\"`, `\n` and `\t`. What is undefined is left out.
 */
export function writeCanonical(data: Readonly<Record<string, unknown>>, indent = ""): string {
  return Object.entries(data)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => {
      if (!BARE.test(key)) throw new Error(`the canonical form has no key ${JSON.stringify(key)}`);
      return `${indent}${key}:${afterColon(value, `${indent}  `)}`;
    })
    .join("");
}

/** What follows a key's colon, with the newline at its end. */
function afterColon(value: unknown, indent: string): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return " []\n";
    return `\n${value.map((item) => `${indent}- ${itemOf(item, `${indent}  `)}`).join("")}`;
  }
  if (typeof value !== "object" || value === null) return ` ${scalar(value)}\n`;
  const block = writeCanonical(value as Record<string, unknown>, indent);
  return block === "" ? " {}\n" : `\n${block}`;
}

/** An item behind its hyphen: a scalar, or a mapping whose first key stands beside the hyphen. */
function itemOf(item: unknown, indent: string): string {
  if (typeof item !== "object" || item === null) return `${scalar(item)}\n`;
  return writeCanonical(item as Record<string, unknown>, indent).slice(indent.length);
}

function scalar(value: unknown): string {
  if (typeof value === "string") {
    const escaped = value.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\t", "\\t");
    return `"${escaped}"`;
  }
  if (typeof value === "boolean" || Number.isInteger(value)) return String(value);
  throw new Error(`the canonical form has no ${typeof value} ${JSON.stringify(value)}`);
}
