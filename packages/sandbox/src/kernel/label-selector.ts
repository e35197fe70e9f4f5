/** Whether a set of labels is selected. */
export type LabelSelector = (labels: Record<string, string>) => boolean;

/** A selector that breaks the grammar; the message names the position. */
export class LabelSelectorError extends Error {}

const KEY = /(?:[a-zA-Z0-9][a-zA-Z0-9._-]*\/)?[a-zA-Z0-9](?:[a-zA-Z0-9._-]*[a-zA-Z0-9])?/y;
const VALUE = /(?:[a-zA-Z0-9](?:[a-zA-Z0-9._-]*[a-zA-Z0-9])?)?/y;

/**
 * Reads a label selector: `k`, `!k`, `k=v`, `k==v`, `k!=v`, `k in (a,b)`, `k notin (a,b)`, joined by commas (all must hold).
 * `k!=v` and `notin` also select what has no such label, as with Kubernetes.
 *
 * https://docs.hetzner.cloud/reference/cloud#label-selector
 *
 * @throws LabelSelectorError when the text breaks the grammar
 */
export function parseLabelSelector(text: string): LabelSelector {
  const reader = new Reader(text);
  const terms: LabelSelector[] = [];
  do terms.push(readTerm(reader));
  while (reader.takes(","));
  if (!reader.atEnd()) throw reader.error("expected comma");
  return (labels) => terms.every((selects) => selects(labels));
}

function readTerm(reader: Reader): LabelSelector {
  if (reader.takes("!")) {
    const key = reader.matches(KEY, "invalid identifier");
    return (labels) => !(key in labels);
  }
  const key = reader.matches(KEY, "invalid identifier");
  if (reader.takes("==") || reader.takes("=")) {
    const value = reader.matches(VALUE, "invalid value");
    return (labels) => labels[key] === value;
  }
  if (reader.takes("!=")) {
    const value = reader.matches(VALUE, "invalid value");
    return (labels) => labels[key] !== value;
  }
  if (reader.takesWord("notin")) {
    const values = readSet(reader);
    return (labels) => !values.includes(labels[key] ?? NO_VALUE);
  }
  if (reader.takesWord("in")) {
    const values = readSet(reader);
    return (labels) => values.includes(labels[key] ?? NO_VALUE);
  }
  return (labels) => key in labels;
}

/** No label value can be this, so that a missing label equals no value of a set, not even the empty one. */
const NO_VALUE = "\u0000";

function readSet(reader: Reader): string[] {
  if (!reader.takes("(")) throw reader.error("expected opening parenthesis");
  const values: string[] = [];
  do values.push(reader.matches(VALUE, "invalid value"));
  while (reader.takes(","));
  if (!reader.takes(")")) throw reader.error("expected closing parenthesis");
  return values;
}

/** Reads a text from left to right; spaces between words mean nothing. */
class Reader {
  private position = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  takes(symbol: string): boolean {
    this.skipSpaces();
    if (!this.text.startsWith(symbol, this.position)) return false;
    this.position += symbol.length;
    return true;
  }

  /** Takes the word only where a space or a parenthesis ends it: `in` is not the start of `internal`. */
  takesWord(word: string): boolean {
    this.skipSpaces();
    const end = this.position + word.length;
    if (!this.text.startsWith(word, this.position) || !/^[\s(]/.test(this.text.slice(end))) return false;
    this.position = end;
    return true;
  }

  matches(pattern: RegExp, complaint: string): string {
    this.skipSpaces();
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.text);
    if (match === null) throw this.error(complaint);
    this.position += match[0].length;
    return match[0];
  }

  atEnd(): boolean {
    this.skipSpaces();
    return this.position === this.text.length;
  }

  error(complaint: string): LabelSelectorError {
    return new LabelSelectorError(`${complaint} at pos ${this.position}`);
  }

  private skipSpaces(): void {
    while (this.text[this.position] === " ") this.position += 1;
  }
}
