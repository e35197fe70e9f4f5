import { ComposeError, shownValue } from "./compose-error.ts";

/** `$$`, `${NAME}`, `$NAME`, or a dollar that begins none of them. */
const REFERENCE = /\$(?:(\$)|\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))?/g;
/** Keys of a service whose values Compose resolves itself, by `.env`: secrets stay there. */
const LEFT_TO_COMPOSE = ["environment", "command", "entrypoint"];

/**
 * The data of a compose file with its references to variables resolved, but for those in the values of environment, command, entrypoint
 * and healthcheck.test, which keep `${NAME}` and `$$`.
 *
 * @param values what `.env` says
 * @throws ComposeError for a name that is not among the values, and for forms with a default or a condition
 */
export function interpolate(data: unknown, values: Readonly<Record<string, string>>, path: string[] = []): unknown {
  if (typeof data === "string") {
    return isLeftToCompose(path) ? asReferences(data, values, path) : resolved(data, values, path);
  }
  if (Array.isArray(data)) return data.map((item, at) => interpolate(item, values, [...path, String(at)]));
  if (data === null || typeof data !== "object") return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, interpolate(value, values, [...path, key])]),
  );
}

/** Whether Compose itself resolves variables in a text at this place. */
export function isLeftToCompose([top, , key = "", inner]: string[]): boolean {
  return top === "services" && (LEFT_TO_COMPOSE.includes(key) || (key === "healthcheck" && inner === "test"));
}

/**
 * A text with its references to variables resolved, and `$$` as one dollar.
 *
 * @throws ComposeError for a name that is not among the values, and for forms with a default or a condition
 */
export function resolved(text: string, values: Readonly<Record<string, string>>, path: string[]): string {
  return text.replace(REFERENCE, (whole, dollar, braced, bare) =>
    dollar ? "$" : valueNamed(braced ?? bare, whole, text, values, path),
  );
}

/** The same text in the one form of references that the host knows. */
function asReferences(text: string, values: Readonly<Record<string, string>>, path: string[]): string {
  return text.replace(REFERENCE, (whole, dollar, braced, bare) => {
    if (dollar) return "$$";
    const name = braced ?? bare;
    valueNamed(name, whole, text, values, path);
    return `\${${name}}`;
  });
}

function valueNamed(
  name: string | undefined,
  whole: string,
  text: string,
  values: Readonly<Record<string, string>>,
  path: string[],
): string {
  if (name === undefined) {
    throw new ComposeError(
      path,
      `may refer to variables as \${NAME} only, and has a dollar as $$, got ${shownValue(text)}`,
    );
  }
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value === undefined) throw new ComposeError(path, `refers to ${whole}, which has no value`);
  return value;
}
