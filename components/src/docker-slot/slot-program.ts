import { readdirSync } from "node:fs";
import path from "node:path";
import { templateFile } from "../templates/template-file.ts";
import { templateText } from "../templates/template-text.ts";

/** The program that makes a machine with `hostctl` a host of slots, for the standard input of `hostctl slot enable`. */
export function slotProgram(): string {
  return slotParts()
    .map((part) => templateText(`host/slot/${part}`))
    .join("\n");
}

/**
 * Brings {@link slotProgram} to a host that may have an older one, which does not read another: for the standard input of
 * `hostctl heartbeat`, which keeps a program for root, and runs it. It removes itself. A host whose program is newer keeps that.
 */
export function slotInstaller(): string {
  return templateText("host/bring-slots").replace("{{program}}", () => slotProgram().trimEnd());
}

/** The parts of the program, in the order of their numbers. */
function slotParts(): string[] {
  const folder = path.dirname(templateFile("host/slot/10-slots.sh"));
  return readdirSync(folder)
    .filter((name) => name.endsWith(".sh"))
    .sort();
}
