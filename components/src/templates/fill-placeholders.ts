const PLACEHOLDER = /\{\{([A-Za-z_][\w.]*)\}\}/g;

/** What stands in place of a placeholder, by its name. */
export type PlaceholderValues = Readonly<Record<string, string>>;

/** The names of the placeholders in a text. */
export function placeholdersIn(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([, name = ""]) => name);
}

/**
 * Puts values in place of `{{name}}`, as they are.
 *
 * @throws Error when the text has a placeholder without a value.
 */
export function fillText(text: string, values: PlaceholderValues): string {
  return text.replace(PLACEHOLDER, (_placeholder, name: string) => valueNamed(name, values));
}

/**
 * As {@link fillText} for files whose lines are indented: a value of several lines keeps the indentation of the line that its placeholder
 * is on.
 */
export function fillPlaceholders(text: string, values: PlaceholderValues): string {
  return text.replace(/^([ \t]*)(.*)$/gm, (_line, indent: string, rest: string) => {
    const indented = (name: string) => valueNamed(name, values).trimEnd().replaceAll("\n", `\n${indent}`);
    return indent + rest.replace(PLACEHOLDER, (_placeholder, name: string) => indented(name));
  });
}

function valueNamed(name: string, values: PlaceholderValues): string {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value === undefined) throw new Error(`the template has the placeholder {{${name}}}, no value was given for it`);
  return value;
}
