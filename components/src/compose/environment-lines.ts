/** Names of variables that a shell, and so every image, can read. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Variables by name, or what is wrong with the text. Values are secrets: what is wrong shows none. */
export type EnvironmentLines = { values: Record<string, string> } | { issue: string };

/**
 * Variables as files of `docker run --env-file` have them: `NAME=value` a line, the value taken as it is, quotes too; empty lines and those
 * that begin with `#` stand for nothing. https://docs.docker.com/reference/cli/docker/container/run/#env
 */
export function readEnvironmentLines(text: string): EnvironmentLines {
  const values = new Map<string, string>();
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "" || line.trimStart().startsWith("#")) continue;
    const equals = line.indexOf("=");
    const name = equals < 0 ? "" : line.slice(0, equals);
    if (!NAME.test(name)) {
      return { issue: `must be lines NAME=value, names of letters, digits and underscores; line ${at + 1} is none` };
    }
    if (values.has(name)) return { issue: `must have each name once; line ${at + 1} has ${name} again` };
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that are refused
    if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(line)) {
      return { issue: `must not have control characters; line ${at + 1} has one, in the value of ${name}` };
    }
    values.set(name, line.slice(equals + 1));
  }
  return { values: Object.fromEntries(values) };
}
