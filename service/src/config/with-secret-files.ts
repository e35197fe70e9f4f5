import { readFileSync } from "node:fs";
import { FreeholdError } from "@freehold/model";
import { errorCode } from "../error-code.ts";
import type { Environment } from "./read-settings.ts";
import { SETTING_ENTRIES } from "./setting-groups.ts";

const SUFFIX = "_FILE";

/**
 * Settings that are secret may come as files, such as those that Docker and Kubernetes mount: `DATABASE_URL_FILE` names the file that holds
 * `DATABASE_URL`.
 *
 * @returns The environment with what the files hold.
 * @throws FreeholdError `invalid_request` when a file cannot be read, or a setting comes in both ways
 */
export function withSecretFiles(env: Environment): Environment {
  const secrets = SETTING_ENTRIES.filter(({ secret }) => secret === true);
  const read = secrets.flatMap(({ name }) => {
    const file = env[`${name}${SUFFIX}`];
    return file === undefined ? [] : [[name, contentsOf(name, file, env)] as const];
  });
  return { ...env, ...Object.fromEntries(read) };
}

function contentsOf(name: string, file: string, env: Environment): string {
  if (env[name] !== undefined) throw wrong(`${name} and ${name}${SUFFIX} are both set`, "leave one of the two out");
  try {
    return readFileSync(file, "utf8").trim();
  } catch (cause) {
    const reason = errorCode(cause) ?? String(cause);
    throw wrong(`${name}${SUFFIX} names ${file}, which cannot be read (${reason})`, "correct the path or its rights");
  }
}

function wrong(message: string, nextStep: string): FreeholdError {
  return new FreeholdError("invalid_request", message, { nextStep });
}
