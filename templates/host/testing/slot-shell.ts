import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { slotProgram } from "./slot-program.ts";

export const TENANT = "tabc123";

/** Where what is on a machine whose root is `folder`. */
export function slotPaths(folder: string) {
  const slots = join(folder, "var/lib/freehold-slots");
  const slot = join(slots, TENANT);
  return {
    slots,
    slot,
    home: join(slot, ".app"),
    release: join(slot, ".app/releases/new"),
    data: join(folder, "data"),
  };
}

/**
 * Runs lines with the functions of the program for slots, as within `hostctl apply app` of the slot: everything is real but for Docker and
 * the machine's users. Resolves with what it was refused for; empty when it was not.
 *
 * @param folder Root of the machine
 */
export function inSlot(folder: string, lines: string, stdin: string | Buffer = ""): string {
  const { slot, home, release, data } = slotPaths(folder);
  for (const path of [slot, data]) mkdirSync(path, { recursive: true });
  const script = [
    "set -eu",
    "umask 077",
    `ROOT='${folder}' BASE='${slot}' LIB='${folder}/lib'`,
    'fail() { shift; printf "%s" "$*"; exit 0; }',
    slotProgram().replace(/\nBASE_OF_HOST=\$BASE\n[\s\S]*$/, "\n"),
    `slot_data() { echo '${data}'; }`,
    "root_of_containers() { root_uid=0 root_gid=0; }",
    `slot_name ${TENANT}`,
    "slot_conf",
    `confined=${TENANT} ports=20001 w=app dir="$home_of_slot/app" home='${home}' release='${release}'`,
    lines,
  ].join("\n");
  const { stdout, stderr, status } = spawnSync("sh", ["-c", script], { input: stdin });
  if (status !== 0) throw new Error(`the shell ended with ${status}: ${stderr}${stdout}`);
  return stdout.toString();
}
