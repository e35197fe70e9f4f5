import { access, constants, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { FreeholdError } from "@freehold/model";
import { makeFolder } from "@freehold/toolchain/make-folder";
import { lock } from "proper-lockfile";
import { errorCode } from "../error-code.ts";
import { createLeaseOwner, formatOwner, ownerLife, parseOwner } from "../jobs/runner/lease-owner.ts";

/** Between two looks at a lock that may become stale. */
const LOOK_MS = 500;

/**
 * Keeps a second service out of the same home: the embedded database is one process's own. `service.lock` says who has it; what is locked is
 * `service.lock.d`. The end of the process releases it. A process that finds it taken from under it ends at once, with what it says.
 *
 * @param staleMs Age at which a lock that is not renewed is taken over when its process is on another host, where only time says whether it
 *   lives; at least 2,000. The lock of a process that has died here is taken over at once. @default 10 s
 * @returns The release of the lock.
 * @throws FreeholdError `service_unavailable` that names the process which has it, or says why the folder cannot be written
 */
export async function lockHome(home: string, staleMs = 10_000): Promise<() => Promise<void>> {
  const file = path.join(home, "service.lock");
  const lockfilePath = path.join(home, "service.lock.d");
  await makeHome(home);
  const self = createLeaseOwner();
  const other = await readOwner(file);
  // Who has just taken it has not written its name yet: it is waited for like one that nothing is known of.
  const life = other === undefined ? "elsewhere" : ownerLife(other, self);
  // Its lock may be stale while it lives: it was stopped, or its machine slept. It still has the database open.
  if (life === "alive" || life === "self") throw inUse(home, other?.pid, file);
  if (life === "dead") await rm(lockfilePath, { recursive: true, force: true });
  try {
    const release = await lock(home, {
      ...{ lockfilePath, stale: staleMs, onCompromised: (cause) => lost(home, cause) },
      ...(life === "elsewhere" && { retries: { retries: staleMs / LOOK_MS + 4, factor: 1, minTimeout: LOOK_MS } }),
    });
    await writeFile(file, formatOwner(self), { mode: 0o600 });
    return async () => {
      await rm(file, { force: true });
      await release();
    };
  } catch (error) {
    throw errorCode(error) === "ELOCKED" ? inUse(home, (await readOwner(file))?.pid, file) : unusable(home, error);
  }
}

/** Undefined when nobody is written there. */
async function readOwner(file: string) {
  const text = await readFile(file, "utf8").catch(() => "");
  return text === "" ? undefined : parseOwner(text);
}

async function makeHome(home: string): Promise<void> {
  try {
    await makeFolder(home, 0o700);
    await access(home, constants.W_OK);
  } catch (error) {
    throw unusable(home, error);
  }
}

function unusable(home: string, cause: unknown): FreeholdError {
  const reason = errorCode(cause) ?? String(cause);
  return new FreeholdError("service_unavailable", `the folder ${home} cannot be made or written (${reason})`, {
    cause,
    nextStep: "set FREEHOLD_HOME to a folder that this user may write to",
  });
}

function inUse(home: string, pid: number | undefined, file: string): FreeholdError {
  return new FreeholdError(
    "service_unavailable",
    `process ${pid ?? "(unknown)"} already runs a service on ${home}; stop it, or set FREEHOLD_HOME to another folder (remove ${file} and ${file}.d when no service runs)`,
  );
}

/** Nobody awaits this: it ends the process, which must not write beside another. */
function lost(home: string, cause: Error): never {
  throw new FreeholdError("service_unavailable", `the lock of ${home} was removed, or another process took it`, {
    cause,
    nextStep: "see what else runs on that folder, then start the service again",
  });
}
