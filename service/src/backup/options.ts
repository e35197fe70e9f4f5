import { parseArgs } from "node:util";
import { FreeholdError } from "@freehold/model";
import { type RestoreOptions, UNFINISHED, type Unfinished } from "./restore-options.ts";
import type { BackupOptions } from "./run-backup.ts";

/** What the command is asked for. */
export type BackupCommand = ({ verb: "backup" } & BackupOptions) | ({ verb: "restore" } & RestoreOptions);

const USAGE =
  "usage: freehold backup <folder to put it in> [--without-state], or freehold restore <the backup's folder> [--unfinished keep|rebuild] [--replace]";

export const BACKUP_HELP = `usage: freehold backup <folder to put it in> [--without-state]
       freehold restore <the backup's folder> [--unfinished keep|rebuild] [--replace]

On the service's own machine, with the service's own settings in the environment; while it runs, too.

  --without-state              leave Pulumi's state out, where its storage keeps versions of its own
  --unfinished keep|rebuild    operations that were under way: keep what they built since, or have it rebuilt (keep)
  --replace                    restore over a database and a state that are there already
  --help                       this`;

/** @throws FreeholdError `invalid_request` that says what is allowed */
export function readBackupCommand(args: readonly string[]): BackupCommand | "help" {
  const { values, positionals } = parse(args);
  if (values.help) return "help";
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
        help: { type: "boolean", short: "h", default: false },
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
