/** A compose file that a slot must not run. The message names the place, what is there, and what is allowed. */
export class ComposeError extends Error {
  constructor(path: readonly PropertyKey[], detail: string) {
    super(`compose.yaml: ${path.length === 0 ? "the file" : path.join(".")} ${detail}`);
    this.name = "ComposeError";
  }
}

/** A value as messages show it: not longer than a line. */
export function shownValue(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
