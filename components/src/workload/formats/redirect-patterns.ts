/**
 * Why the auth server could not use a list of redirect patterns; undefined when it can. It splits the list at commas, whatever is between them, and
 * compiles each part as a pattern of `gobwas/glob` with the separators `.` and `/` when it starts: of one that does not compile it dies.
 * https://github.com/supabase/auth/blob/4fa66ba71d8c55b5c95cd5635766ed8bbae6d96a/internal/conf/configuration.go (v2.189.0, `ApplyDefaults`; v2.99.0
 * has the same), https://github.com/gobwas/glob/blob/1dc80ac100b2114a77baa597fd7562057167b532/syntax/lexer/lexer.go (v0.2.3)
 */
export function redirectPatternsFault(list: string): string | undefined {
  if (list.trim() === "") return undefined;
  for (const pattern of list.split(",")) {
    const fault = globFault(pattern);
    if (fault !== undefined) return `must be URLs with patterns that can be read, ${JSON.stringify(pattern)} ${fault}`;
  }
  return undefined;
}

/** What keeps a pattern from compiling: ranges that are not `[abc]`, `[!abc]` or `[a-z]`, and what is no character. */
function globFault(pattern: string): string | undefined {
  if (!pattern.isWellFormed() || pattern.includes("\ufffd")) return "has a character that cannot be read";
  const characters = [...pattern];
  for (let at = 0; at < characters.length; at += 1) {
    if (characters[at] === "\\") at += 1;
    else if (characters[at] === "[") {
      const range = rangeFrom(characters, at + 1);
      if (typeof range === "string") return range;
      at = range.end;
    }
  }
  return undefined;
}

/** Reads a range as the lexer does. @returns Where its `]` is, or what is wrong with it */
function rangeFrom(characters: readonly string[], begin: number): { end: number } | string {
  let at = begin;
  if (characters[at] === "!") at += 1;
  if (at >= characters.length) return UNCLOSED;
  if (characters[at + 1] === "-") return spanFrom(characters, at);
  const first = at;
  while (at < characters.length && characters[at] !== "]") at += characters[at] === "\\" ? 2 : 1;
  if (at >= characters.length) return UNCLOSED;
  return at === first ? "has a [ ] with nothing in it" : { end: at };
}

function spanFrom(characters: readonly string[], at: number): { end: number } | string {
  const [low = "", high = "", close] = [characters[at], characters[at + 2], characters[at + 3]];
  if (close === undefined) return UNCLOSED;
  if (close !== "]") return "has a [ ] with more in it than one span, such as [a-z]";
  return (high.codePointAt(0) ?? 0) < (low.codePointAt(0) ?? 0)
    ? `has the span ${low}-${high}, which is empty`
    : { end: at + 3 };
}

const UNCLOSED = "has a [ without its ]";
