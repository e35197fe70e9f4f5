import * as pulumi from "@pulumi/pulumi";
import type { StackSetting } from "./stack-settings.ts";

/** Values of environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The running stack's configuration, with what `env` says in place of what is not set; not yet checked. */
export function readStackSettings(settings: readonly StackSetting[], env: Environment): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const setting of settings) {
    const [namespace, name] = setting.key.split(":") as [string, string];
    const text = new pulumi.Config(namespace).get(name) ?? (setting.env === undefined ? undefined : env[setting.env]);
    if (text) put(root, setting.path, read(setting.as, text));
  }
  return root;
}

function read(as: StackSetting["as"], text: string): unknown {
  if (as === "number") return Number.isFinite(Number(text)) ? Number(text) : text;
  if (as === "boolean") return text === "true" ? true : text === "false" ? false : text;
  if (as === "text") return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function put(root: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [first = "", ...rest] = path;
  if (rest.length === 0) {
    root[first] = value;
    return;
  }
  const inner = (root[first] ?? {}) as Record<string, unknown>;
  root[first] = inner;
  put(inner, rest, value);
}
