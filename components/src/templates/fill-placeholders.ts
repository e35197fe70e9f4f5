/**
 * Puts values in place of `{{name}}`. A value of several lines keeps the indentation of the line that its placeholder is on.
 *
 * @throws Error when the text has a placeholder without a value.
 */
export function fillPlaceholders(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/^([ \t]*)(.*)$/gm, (_line, indent: string, rest: string) => {
    const filled = rest.replace(/\{\{(\w[\w.]*)\}\}/g, (_placeholder, name: string) => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      if (value === undefined)
        throw new Error(`the template has the placeholder {{${name}}}, no value was given for it`);
      return value.trimEnd().replaceAll("\n", `\n${indent}`);
    });
    return indent + filled;
  });
}
