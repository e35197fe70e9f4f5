import { type Probe, type Setting, supabaseManifest, supabaseVersion } from "./manifest.ts";
import { FATAL, FORMATS } from "./setting-formats.ts";

/** Characters that would end a line of an environment file. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that are refused
const CONTROL = /[\u0000-\u001f\u007f]/;

/** What is wrong with one setting. */
export interface SettingIssue {
  setting: string;
  /** What is wrong, the value got and what is allowed. */
  detail: string;
}

/** Of the settings a tenant chose, those that its version has not, such as the pooler's where there is no pooler. They would do nothing. */
export function idleSettings(chosen: Readonly<Record<string, string>>, version: string): SettingIssue[] {
  const { settings } = supabaseManifest();
  return Object.keys(chosen).flatMap((setting) => {
    const { only } = (Object.hasOwn(settings, setting) ? settings[setting] : undefined) ?? {};
    if (only === undefined || only.includes(version)) return [];
    return [{ setting, detail: `has no effect in supabase ${version}, only in ${only.join(", ")}` }];
  });
}

/** Everything that is wrong with the settings a tenant chose; empty when they can be used. */
export function settingIssues(chosen: Readonly<Record<string, string>>): SettingIssue[] {
  const { settings } = supabaseManifest();
  return Object.entries(chosen).flatMap(([setting, value]) => {
    const known = Object.hasOwn(settings, setting) ? settings[setting] : undefined;
    const detail = known
      ? (issueOf(known, value) ?? FATAL[setting]?.(value))
      : `is not a setting of the supabase template, allowed are ${Object.keys(settings).join(", ")}`;
    return detail === undefined ? [] : [{ setting, detail }];
  });
}

/** What is wrong with settings that are chosen now: also what would not do what it is for. */
export function newSettingIssues(chosen: Readonly<Record<string, string>>): SettingIssue[] {
  const issues = settingIssues(chosen);
  const formats = Object.entries(chosen).flatMap(([setting, value]) => {
    const fault =
      value === "" || issues.some((issue) => issue.setting === setting) ? undefined : FORMATS[setting]?.(value);
    return fault === undefined ? [] : [{ setting, detail: `${fault}, got ${JSON.stringify(value)}` }];
  });
  return [...issues, ...formats];
}

/** Memory, in GiB, that a machine needs for a version of the template. */
export function memoryFloorGib(version: string): number {
  return supabaseVersion(version)?.memoryFloorGib ?? 0;
}

/** What is asked of a tenant from outside, and what it answers when it is reached. */
export function supabaseProbe(): Probe {
  return supabaseManifest().probe;
}

/** A setting as a tenant may choose it. */
export interface OfferedSetting extends Omit<Setting, "is"> {
  name: string;
  description: string;
}

/** Every setting that a tenant may choose, in the manifest's order. */
export function offeredSettings(): OfferedSetting[] {
  return Object.entries(supabaseManifest().settings).map(([name, { is, ...setting }]) => {
    return { name, description: is, ...setting };
  });
}

/** The values of all settings: what the tenant chose, else the manifest's default. */
export function settingValues(chosen: Readonly<Record<string, string>>): Record<string, string> {
  const { settings } = supabaseManifest();
  return Object.fromEntries(
    Object.entries(settings).map(([name, setting]) => [name, chosen[name] ?? String(setting.default)]),
  );
}

function issueOf(setting: Setting, value: string): string | undefined {
  const got = setting.secret ? "a secret value" : JSON.stringify(value);
  if (setting.type === "boolean") {
    return value === "true" || value === "false" ? undefined : `must be true or false, got ${got}`;
  }
  if (setting.type === "integer") {
    const { minimum = 0, maximum = Number.MAX_SAFE_INTEGER } = setting;
    const isAllowed = /^\d+$/.test(value) && Number(value) >= minimum && Number(value) <= maximum;
    return isAllowed ? undefined : `must be a whole number from ${minimum} to ${maximum}, got ${got}`;
  }
  if (CONTROL.test(value)) return `must be text without line breaks and control characters, got ${got}`;
  return value.length <= 2048 ? undefined : `must be at most 2048 characters, got ${value.length}`;
}
