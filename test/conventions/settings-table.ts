import { SETTINGS } from "@freehold/service/settings";

/** Where the table of the settings is in a document. */
export const SETTINGS_TABLE = /^\| variable \| meaning \| default \|\n(?:\|.*\n)+/m;

/** The README's table of the service's settings, one row for each. */
export function settingsTable(): string {
  const rows = SETTINGS.map(({ name, meaning, default: shown = "" }) => `| \`${name}\` | ${meaning} | ${shown} |\n`);
  return ["| variable | meaning | default |\n", "|---|---|---|\n", ...rows].join("");
}
