import { createHash } from "node:crypto";
import type { CommandIo } from "./command-io.ts";
import { EXIT, Failure } from "./failure.ts";

/** What is at /usr/local/bin/hostctl and what it runs: the loader and what it was brought, or a whole hostctl from before it. */
export interface HostctlRelease {
  /** Whether the loader is there, which takes hostctl. */
  hasLoader: boolean;
  /** What answers. Undefined on a machine that has the loader, and was brought nothing yet. */
  used: { version: string; sha256: string } | undefined;
}

/** Major version of the loader. */
const MAJOR = "1";
/** What a hostctl has that says its version. */
const ANSWER = 'echo "hostctl $VERSION"';

/** What user data has given to a machine, by the text of its /usr/local/bin/hostctl. */
export function hostctlRelease(program: string): HostctlRelease {
  const version = /^VERSION=(\S+)$/m.exec(program)?.[1];
  if (version !== undefined) return { hasLoader: false, used: { version, sha256: sha256Of(program) } };
  const hasLoader = /^MAJOR=/m.test(program);
  return { hasLoader, used: hasLoader ? undefined : { version: "simulated", sha256: "" } };
}

/** Whether hostctl on the machine has what came with this version. */
export function knows({ used }: HostctlRelease, version: string): boolean {
  return used !== undefined && newest(used.version, version) === used.version;
}

/** `hostctl version`; the loader answers for itself while there is nothing else. */
export function versionOf({ used }: HostctlRelease): string {
  return used?.version ?? `${MAJOR}.0.0`;
}

/** `hostctl install`, as templates/host/loader has it. */
export async function install(release: HostctlRelease, [sha256 = ""]: string[], io: CommandIo): Promise<void> {
  if (!/^[0-9a-f]{64}$/.test(sha256)) {
    const takes = "install takes the SHA-256 of the program on standard input, 64 hexadecimal digits";
    throw new Failure(EXIT.usage, takes);
  }
  take(release, await io.stdin(), sha256, io);
}

/**
 * What templates/host/bring-hostctl does as root, whoever runs it: on a machine from before the loader it is what brings both. False: the
 * text on standard input is something else.
 */
export function runBringHostctl(release: HostctlRelease, given: string, io: CommandIo): boolean {
  // Half of it does nothing: what it does is in its last lines.
  if (!/^bring_hostctl\(\)/m.test(given) || !/^slot_enable\(\) \{ :; \}$/m.test(given)) return false;
  take(release, programIn(given), /install '([0-9a-f]{64})'/.exec(given)?.[1] ?? "", io);
  release.hasLoader = true;
  return true;
}

/** The command of templates/host/update-hostctl: its first line says which version it brings. */
export const UPDATE = /^# hostctl (\d+\.\d+\.\d+) ([0-9a-f]{64}): /;

/** What {@link UPDATE} asks of the machine: the verb to run with which standard input, or undefined when a newer one is here. */
export function updateOf(
  { hasLoader, used }: HostctlRelease,
  [, version = "", sha256 = ""]: string[],
  { given, isHost }: { given: string; isHost: boolean },
): { verb: string[]; stdin: string } | undefined {
  if (hasLoader) return { verb: ["install", sha256], stdin: programIn(given) };
  if (used !== undefined && used.version !== version && newest(used.version, version) === used.version)
    return undefined;
  return { verb: isHost ? ["heartbeat"] : ["slot", "enable"], stdin: given };
}

/** What `sed` takes out of the text for the loader: the program, or what came of it. */
function programIn(given: string): string {
  const [, program = ""] = given.split(/^.*<<'END OF HOSTCTL'.*\n/m);
  return program.replace(/^END OF HOSTCTL\n[\s\S]*$/m, "");
}

function take(release: HostctlRelease, program: string, sha256: string, io: CommandIo): void {
  if (sha256Of(program) !== sha256) throw refused("is not the one of this SHA-256: it came in part, or another");
  const version = /^VERSION=(\S+)$/m.exec(program)?.[1] ?? "";
  const answers = new RegExp(`^${MAJOR}\\.\\d+\\.\\d+$`).test(version) && program.includes(ANSWER);
  if (!answers) throw refused(`does not answer as a hostctl ${MAJOR}`);
  const before = release.hasLoader ? release.used : undefined;
  if (before?.sha256 === sha256) {
    io.out(`hostctl ${version} is here already`);
  } else if (before !== undefined && newest(before.version, version) !== version) {
    io.out(`hostctl ${before.version} is here, which is newer than ${version}`);
  } else {
    release.used = { version, sha256 };
    io.out(`hostctl ${version} is installed`);
  }
}

function refused(why: string): Failure {
  return new Failure(EXIT.failed, `the program on standard input ${why}; nothing was changed`);
}

function newest(one: string, other: string): string {
  return one.localeCompare(other, "en", { numeric: true }) >= 0 ? one : other;
}

function sha256Of(program: string): string {
  return createHash("sha256").update(program).digest("hex");
}
