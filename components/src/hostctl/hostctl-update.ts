import { createHash } from "node:crypto";
import { fillPlaceholders } from "../templates/fill-placeholders.ts";
import { templateText } from "../templates/template-text.ts";
import { withoutComments } from "./without-comments.ts";

/** How a machine gets this package's `hostctl`, by the login of who may run `hostctl` there. */
export interface HostctlUpdate {
  /** What it is brought up to, such as `1.4.0`. */
  version: string;
  /**
   * The command to run there. Does nothing where the same `hostctl` is, or a newer one of the same major version; exit code 0 says that one
   * of both answers.
   */
  command: string;
  /** Its standard input. Holds no secret. */
  stdin: string;
}

/**
 * Brings `hostctl` to a machine that was provisioned with the loader, and to one from before, whose `hostctl` came with its user data. Both
 * keep what they have when the connection ends in the middle.
 */
export function hostctlUpdate(): HostctlUpdate {
  const hostctl = hostctlProgram();
  const version = versionIn(hostctl);
  const [major = ""] = version.split(".");
  const sha256 = createHash("sha256").update(hostctl).digest("hex");
  return {
    version,
    command: fillPlaceholders(templateText("host/update-hostctl"), { version, sha256, major }),
    stdin: fillPlaceholders(templateText("host/bring-hostctl"), { version, sha256, hostctl, loader: hostctlLoader() }),
  };
}

/** The program as machines have it, ending in one line break. */
export function hostctlProgram(): string {
  return `${withoutComments(templateText("host/hostctl")).trimEnd()}\n`;
}

/** What user data brings in its place, as machines have it: takes the program, keeps the one before, and runs one that answers. */
export function hostctlLoader(): string {
  return `${withoutComments(templateText("host/loader")).trimEnd()}\n`;
}

function versionIn(program: string): string {
  const version = /^VERSION=(\d+\.\d+\.\d+)$/m.exec(program)?.[1];
  if (version === undefined) throw new Error("templates/host/hostctl has no line VERSION=<number>.<number>.<number>");
  return version;
}
