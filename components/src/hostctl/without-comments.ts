/**
 * A shell script without what only people read, comments and indentation: they are a fifth of what it takes. The first line stays. Not for
 * a script with a text of several lines in which indentation means something.
 */
export function withoutComments(script: string): string {
  return script.replace(/^[ \t]*#(?!!).*\n/gm, "").replace(/^[ \t]+/gm, "");
}
