/** A compose file that must not run where it is to. The message names the place, what is there, and what is allowed. */
export class ComposeError extends Error {
  /** The place in the file, empty for all of it. */
  readonly path: readonly PropertyKey[];
  /** The message without the place. */
  readonly detail: string;

  constructor(path: readonly PropertyKey[], detail: string) {
    super(`compose.yaml: ${path.length === 0 ? "the file" : path.join(".")} ${detail}`);
    this.name = "ComposeError";
    this.path = path;
    this.detail = detail;
  }
}

/** A value as messages show it: not longer than a line. */
export function shownValue(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
