import { parseArgs } from "node:util";
import { FreeholdError } from "@freehold/model";
import { type RestoreOptions, UNFINISHED, type Unfinished } from "./restore-options.ts";
import type { BackupOptions } from "./run-backup.ts";

/** What the command is asked for. */
export type BackupCommand = ({ verb: "backup" } & BackupOptions) | ({ verb: "restore" } & RestoreOptions);

const USAGE =
  "usage: freehold backup <folder to put it in> [--without-state], or freehold restore <the backup's folder> [--unfinished keep|rebuild] [--replace]";

/** @throws FreeholdError `invalid_request` that says what is allowed */
export function readBackupCommand(args: readonly string[]): BackupCommand {
  const { values, positionals } = parse(args);
  const [verb, folder, ...more] = positionals;
  if (folder === undefined || more.length > 0)
    throw wrong(`it must be one verb and one folder, got ${positionals.length}`);
  if (verb === "backup" && !values.replace && values.unfinished === undefined)
    return { verb, into: folder, withoutState: values["without-state"] };
  if (verb === "restore" && !values["without-state"])
    return { verb, folder, replace: values.replace, unfinished: unfinishedOf(values.unfinished ?? "keep") };
  throw wrong(`${verb} does not take that`);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        "without-state": { type: "boolean", default: false },
        replace: { type: "boolean", default: false },
        unfinished: { type: "string" },
      },
    });
  } catch (cause) {
    throw wrong(cause instanceof Error ? cause.message : String(cause));
  }
}

function unfinishedOf(text: string): Unfinished {
  const found = UNFINISHED.find((each) => each === text);
  if (found !== undefined) return found;
  throw wrong(`--unfinished must be one of ${UNFINISHED.join(", ")}, got "${text}"`);
}

function wrong(message: string): FreeholdError {
  return new FreeholdError("invalid_request", message, { nextStep: USAGE });
}
