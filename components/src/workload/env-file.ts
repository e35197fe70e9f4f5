import { fillText, type PlaceholderValues } from "../templates/fill-placeholders.ts";

const PLAIN = /^[A-Za-z0-9_.:/@,+-]*$/;

/** Fills an environment file so that Compose reads back exactly the values given, whatever characters they hold. */
export function renderEnvFile(template: string, values: PlaceholderValues): string {
  return template.replace(/^([A-Za-z_]\w*)=(.*)$/gm, (_line, name: string, text: string) => {
    return `${name}=${quoteEnvValue(fillText(text, values))}`;
  });
}

/** The values of a file that {@link renderEnvFile} made, by name. */
export function readEnvFile(text: string): Record<string, string> {
  const lines = text.matchAll(/^([A-Za-z_][A-Za-z0-9_]*)=(?:"((?:\\[\\"$]|[^"\\])*)"|(.*))$/gm);
  return Object.fromEntries(
    [...lines].map(([, name, quoted, plain = ""]) => [name, quoted?.replace(/\\([\\"$])/g, "$1") ?? plain]),
  );
}

/**
 * A value as Compose's environment files take it. In double quotes `\`, `"` and `$` are escaped; single quotes have no way to
 * hold a backslash before their end.
 */
export function quoteEnvValue(value: string): string {
  return PLAIN.test(value) ? value : `"${value.replace(/[\\"$]/g, "\\$&")}"`;
}
