import { FreeholdError } from "@freehold/model";
import type { z } from "zod";

/** One setting of a stack: its configuration key, and where its value stands in the parsed configuration. */
export interface StackSetting {
  /** With its namespace, such as `hcloud:token`. */
  key: string;
  path: readonly string[];
  /** How the text is read; what cannot be read so stays text, and the schema refuses it. */
  as: "text" | "number" | "boolean" | "json";
  secret?: boolean;
  /** Environment variable that stands in when the key is not set. */
  env?: string;
}

/** One entry of a stack's configuration as the engine takes it. */
export interface ConfigEntry {
  value: string;
  secret?: boolean;
}

/** Makes settings of a stack's own: their keys are in the namespace of its project. Text, unless the options say otherwise. */
export function settingsOf(project: string): (name: string, options?: Partial<StackSetting>) => StackSetting {
  return (name, options = {}) => ({ key: `${project}:${name}`, path: [name], as: "text", ...options });
}

/** Both ways between a stack's configuration and the configuration map of Pulumi. */
export interface StackContract<Schema extends z.ZodType> {
  /**
   * Checks a configuration and fills in its defaults.
   *
   * @throws FreeholdError `invalid_request` that names every wrong key, the value got, what is allowed and the command that sets it.
   */
  parse(raw: unknown): z.infer<Schema>;
  /** The configuration map that makes a stack run with this configuration. @throws FreeholdError as `parse` */
  write(config: z.input<Schema>): Record<string, ConfigEntry>;
}

/** The contract of a stack: what its configuration may be, and where an operator sets each value. */
export function stackContract<Schema extends z.ZodType>(
  schema: Schema,
  settings: readonly StackSetting[],
): StackContract<Schema> {
  const parse = (raw: unknown) => parseStackSettings(schema, settings, raw);
  return { parse, write: (config) => writeStackSettings(settings, parse(config) as object) };
}

/** The configuration map that {@link readStackSettings} reads back as the same configuration. */
export function writeStackSettings(settings: readonly StackSetting[], config: object): Record<string, ConfigEntry> {
  return Object.fromEntries(
    settings.flatMap(({ key, path, secret }) => {
      const value = valueAt(config, path);
      if (value === undefined) return [];
      const text = typeof value === "object" ? JSON.stringify(value) : String(value);
      return [[key, { value: text, ...(secret ? { secret } : {}) }] as const];
    }),
  );
}

/**
 * Checks a configuration and fills in its defaults.
 *
 * @throws FreeholdError `invalid_request` that names every wrong key, the value got, what is allowed and the command that sets it.
 */
export function parseStackSettings<T extends z.ZodType>(
  schema: T,
  settings: readonly StackSetting[],
  raw: unknown,
): z.infer<T> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const refusals = parsed.error.issues.map((issue) => {
    const path = issue.path.map(String);
    const got = shownAt(settings, path, valueAt(raw, path));
    return { path, detail: detailOf(settingAt(settings, path), allowedBy(issue), got) };
  });
  throw settingsRefused(settings, refusals);
}

/** One value that cannot be used. */
export interface SettingRefusal {
  path: readonly string[];
  /** What is wrong, the value got and what is allowed. */
  detail: string;
}

/** The error for values that cannot be used: one line for each, with the command that sets it right. */
export function settingsRefused(settings: readonly StackSetting[], refusals: readonly SettingRefusal[]): FreeholdError {
  const lines = refusals.map(({ path, detail }) => {
    const setting = settingAt(settings, path);
    return `  ${keyOf(setting, path)} ${detail}; run \`${remedyOf(setting, path)}\``;
  });
  return new FreeholdError("invalid_request", `the stack's configuration cannot be used:\n${lines.join("\n")}`, {
    errors: refusals.map(({ path, detail }) => ({ pointer: `/${path.join("/")}`, detail })),
  });
}

function settingAt(settings: readonly StackSetting[], path: readonly string[]): StackSetting | undefined {
  return settings.find((setting) => setting.path.every((part, index) => part === path[index]));
}

function keyOf(setting: StackSetting | undefined, path: readonly string[]): string {
  if (!setting) return path.join(".") || "it";
  const inside = path.slice(setting.path.length).map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`));
  return setting.key + inside.join("");
}

/** The value got, unless it holds others, of which some are secret: then only their names. */
function shownAt(settings: readonly StackSetting[], path: readonly string[], got: unknown): unknown {
  const inside = (setting: StackSetting) =>
    setting.path.length > path.length && path.every((part, at) => part === setting.path[at]);
  const holdsSecrets = settings.some((setting) => setting.secret && inside(setting));
  return holdsSecrets && typeof got === "object" && got !== null ? Object.keys(got) : got;
}

function detailOf(setting: StackSetting | undefined, allowed: string, got: unknown): string {
  if (got === undefined) return `is not set${setting?.env === undefined ? "" : ` and neither is ${setting.env}`}`;
  return `${allowed}, got ${setting?.secret ? "a secret value" : JSON.stringify(got)}`;
}

/** What the schema allows, in the words of the product; messages that the schema brings itself already are. */
function allowedBy(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_value") return `must be one of ${issue.values.map(String).join(", ")}`;
  if (issue.code === "invalid_type") return `must be a value of type ${issue.expected}`;
  if (issue.code === "too_small") return `must be at least ${issue.minimum}${unitOf(issue.origin)}`;
  if (issue.code === "too_big") return `must be at most ${issue.maximum}${unitOf(issue.origin)}`;
  if (issue.code === "unrecognized_keys") return `must not have the keys ${issue.keys.join(", ")}`;
  return issue.message;
}

function unitOf(origin: string): string {
  if (origin === "string") return " characters long";
  return origin === "array" ? " entries long" : "";
}

function remedyOf(setting: StackSetting | undefined, path: readonly string[]): string {
  const inside = setting && path.length > setting.path.length;
  const key = keyOf(setting, path);
  return `pulumi config set ${setting?.secret ? "--secret " : ""}${inside ? `--path '${key}'` : key} <value>`;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, part) => (at as Record<PropertyKey, unknown> | undefined)?.[part], root);
}
