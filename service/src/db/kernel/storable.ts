/** What stands for a character that PostgreSQL does not keep. */
const REPLACEMENT = "\ufffd";

/** In JSON: an escape of NUL or of half a surrogate pair. */
const UNSTORABLE_ESCAPE = /\\u(?:0000|d[89a-f][0-9a-f]{2})/i;

/** Whether PostgreSQL keeps a text as it is: one with a NUL character, or half of a surrogate pair, it refuses. */
export function isStorable(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed();
}

/**
 * Makes every text storable that a statement is about to carry, JSON too. Requests with such a text are refused before; what machines, clouds
 * and engines say is kept with the character replaced, because a failure that cannot be written down is worse than one that reads oddly.
 *
 * @param params Changed in place
 */
export function makeStorable(params: readonly unknown[]): void {
  const texts = params as unknown[];
  for (const [at, value] of texts.entries()) {
    const kept = typeof value === "string" ? storableText(value) : value;
    // What is as it should be may not be writable.
    if (kept !== value) texts[at] = kept;
  }
}

function storableText(value: string): string {
  const text = isStorable(value) ? value : replaced(value);
  return UNSTORABLE_ESCAPE.test(text) ? storableJson(text) : text;
}

/** A text that is no JSON may speak of an escape as much as it likes. */
function storableJson(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" ? JSON.stringify(storableValue(value)) : text;
  } catch {
    return text;
  }
}

function storableValue(value: unknown): unknown {
  if (typeof value === "string") return replaced(value);
  if (Array.isArray(value)) return value.map(storableValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [replaced(key), storableValue(inner)]));
}

function replaced(text: string): string {
  return text.toWellFormed().replaceAll("\0", REPLACEMENT);
}
