import { FreeholdError } from "@freehold/model";
import { z } from "zod";
import type { Values } from "./setting.ts";
import { SETTING_ENTRIES, SETTING_GROUPS } from "./setting-groups.ts";

/** The process's environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

type Groups = typeof SETTING_GROUPS;

/** The values of all settings, checked; what is not set and has no default is not there. */
export type Settings = { [Group in keyof Groups]: Values<Groups[Group]> };

/** By the names of the variables, which are where an issue points to. */
const Schema = z.object(Object.fromEntries(SETTING_ENTRIES.map(({ name, schema }) => [name, schema.optional()])));

/**
 * Checks the settings. An empty variable counts as one that is not set.
 *
 * @throws FreeholdError `invalid_request` that names every wrong variable, the value got and what is allowed.
 */
export function readSettings(env: Environment): Settings {
  const given = Object.fromEntries(SETTING_ENTRIES.map((entry) => [entry.name, env[entry.name] || entry.default]));
  const parsed = Schema.safeParse(given);
  if (!parsed.success) throw wrongSettings(parsed.error, given);
  return grouped(parsed.data);
}

function grouped(values: Readonly<Record<string, unknown>>): Settings {
  const groups = Object.entries(SETTING_GROUPS).map(([group, entries]) => {
    const fields = Object.entries(entries).map(([key, { name }]) => [key, values[name]] as const);
    return [group, Object.fromEntries(fields.filter(([, value]) => value !== undefined))] as const;
  });
  // Each value is what its entry's schema made of it.
  return Object.fromEntries(groups) as Settings;
}

function wrongSettings(error: z.ZodError, given: Environment): FreeholdError {
  const lines = error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const secret = SETTING_ENTRIES.some((entry) => entry.name === name && entry.secret === true);
    const got = secret ? "a secret" : JSON.stringify(given[name]);
    return `${name} ${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}, got ${got}`;
  });
  return new FreeholdError("invalid_request", lines.join("; "), {
    nextStep: "correct the environment and start again",
  });
}
