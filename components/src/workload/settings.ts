import type { ChosenSettings } from "./chosen-settings.ts";
import { fatalFault, formatFault } from "./formats/setting-formats.ts";
import type { Setting } from "./manifest/setting-schema.ts";
import { ownServicesIssue } from "./own-workload.ts";
import type { TemplateRelease, TemplateTable } from "./template-table.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that are refused
const CONTROL = /[\u0000-\u001f\u007f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above, but for line breaks and tabs
const CONTROL_IN_TEXT = /[\u0000-\u0008\u000b-\u001f\u007f]/;
const LONGEST = { string: 2048, text: 65_536 } as const;

/** What is wrong with one setting. */
export interface SettingIssue {
  setting: string;
  /** What is wrong, the value got and what is allowed. */
  detail: string;
}

/**
 * Of the settings a tenant chose, those that its version has not and another version of the template has, such as a pooler's where there is
 * no pooler. They would do nothing.
 */
export function idleSettings(
  table: TemplateTable,
  template: string,
  version: string,
  chosen: ChosenSettings,
): SettingIssue[] {
  return Object.keys(chosen).flatMap((setting) => {
    const having = versionsWith(table, template, setting);
    if (having.length === 0 || having.includes(version)) return [];
    return [{ setting, detail: `has no effect in ${template} ${version}, only in ${having.join(", ")}` }];
  });
}

/** Everything that is wrong with the settings of a tenant that may live already; empty when its version can use them. */
export function settingIssues(table: TemplateTable, release: TemplateRelease, chosen: ChosenSettings): SettingIssue[] {
  const { template, manifest } = release;
  const wrong = Object.entries(chosen).flatMap(([setting, value]) => {
    const known = ownOf(manifest.settings, setting);
    if (known === undefined && versionsWith(table, template.name, setting).length > 0) return [];
    const detail = known
      ? issueOf(known, value)
      : `is not a setting of the ${template.name} template, allowed are ${Object.keys(manifest.settings).join(", ") || "none"}`;
    return detail === undefined ? [] : [{ setting, detail }];
  });
  const issues = [...wrong, ...missingSettings(release, chosen)];
  // What is wrong with one setting may be what another says of it.
  const own = issues.length > 0 ? undefined : ownServicesIssue(manifest, settingValues(release, chosen));
  return own === undefined ? issues : [own];
}

/** What is wrong with settings that are chosen now: also what would not do what it is for. */
export function newSettingIssues(
  table: TemplateTable,
  release: TemplateRelease,
  chosen: ChosenSettings,
): SettingIssue[] {
  const issues = settingIssues(table, release, chosen);
  const formats = Object.entries(chosen).flatMap(([setting, value]) => {
    const { format, secret = false } = ownOf(release.manifest.settings, setting) ?? {};
    if (format === undefined || value === "" || issues.some((issue) => issue.setting === setting)) return [];
    const fault = formatFault(format, value);
    return fault === undefined ? [] : [{ setting, detail: `${fault}, got ${shown(value, secret)}` }];
  });
  return [...issues, ...formats];
}

/** A setting as a tenant may choose it. */
export interface OfferedSetting extends Omit<Setting, "is" | "whenEmpty"> {
  name: string;
  description: string;
  /** The versions that have it. Absent when all have. */
  only?: string[];
}

/** Every setting that some version of a template has, in the order of the newest manifest that has it. */
export function offeredSettings(table: TemplateTable, template: string): OfferedSetting[] {
  const versions = table.template(template)?.versions ?? [];
  const offered = new Map<string, OfferedSetting>();
  for (const version of versions) {
    // What stands in for an empty value is a placeholder, which says nothing to who chooses: `is` does.
    for (const [name, { is, whenEmpty: _, ...setting }] of Object.entries(
      table.version(template, version)?.manifest.settings ?? {},
    )) {
      if (offered.has(name)) continue;
      const only = versionsWith(table, template, name);
      offered.set(name, { name, description: is, ...setting, ...(only.length === versions.length ? {} : { only }) });
    }
  }
  return [...offered.values()];
}

/** The values of all settings of a version: what the tenant chose, else the manifest's default. */
export function settingValues({ manifest }: TemplateRelease, chosen: ChosenSettings): Record<string, string> {
  return Object.fromEntries(
    Object.entries(manifest.settings).map(([name, setting]) => [name, chosen[name] ?? String(setting.default ?? "")]),
  );
}

function versionsWith(table: TemplateTable, template: string, setting: string): string[] {
  const { versions = [] } = table.template(template) ?? {};
  return versions.filter(
    (version) => ownOf(table.version(template, version)?.manifest.settings ?? {}, setting) !== undefined,
  );
}

function missingSettings({ manifest }: TemplateRelease, chosen: ChosenSettings): SettingIssue[] {
  return Object.entries(manifest.settings)
    .filter(([name, { required }]) => required && (ownOf(chosen, name) ?? "") === "")
    .map(([setting, { is }]) => ({ setting, detail: `must be given: ${is}` }));
}

function ownOf<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function issueOf(setting: Setting, value: string): string | undefined {
  const got = shown(value, setting.secret);
  if (setting.type === "boolean") {
    return value === "true" || value === "false" ? undefined : `must be true or false, got ${got}`;
  }
  if (setting.type === "integer") {
    const { minimum = 0, maximum = Number.MAX_SAFE_INTEGER } = setting;
    const isAllowed = /^(-[1-9]\d*|\d+)$/.test(value) && Number(value) >= minimum && Number(value) <= maximum;
    return isAllowed ? undefined : `must be a whole number from ${minimum} to ${maximum}, got ${got}`;
  }
  return textIssue(setting, setting.type, value, got);
}

function textIssue(setting: Setting, type: "string" | "text", value: string, got: string): string | undefined {
  const { maxLength = LONGEST[type], choices, pattern, format } = setting;
  if (type === "string" && CONTROL.test(value))
    return `must be text without line breaks and control characters, got ${got}`;
  if (type === "text" && CONTROL_IN_TEXT.test(value)) return `must be text without control characters, got ${got}`;
  if (value.length > maxLength) return `must be at most ${maxLength} characters, got ${value.length}`;
  if (choices !== undefined && !choices.includes(value)) return `must be one of ${choices.join(", ")}, got ${got}`;
  if (pattern !== undefined && value !== "" && !new RegExp(`^(?:${pattern})$`, "u").test(value)) {
    return `must fit the pattern ${pattern}, got ${got}`;
  }
  return format === undefined ? undefined : fatalFault(format, value);
}

function shown(value: string, isSecret: boolean): string {
  return isSecret ? "a secret value" : JSON.stringify(value);
}
