import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { FreeholdError } from "@freehold/model";
import { errorCode } from "../error-code.ts";
import { createLeaseOwner, formatOwner, ownerLife, parseOwner } from "../jobs/runner/lease-owner.ts";

/**
 * Keeps a second service out of the same home: the embedded database is one process's own.
 *
 * @returns The release of the lock.
 * @throws FreeholdError `service_unavailable` that names the process which has it, or says why the folder cannot be written
 */
export async function lockHome(home: string): Promise<() => Promise<void>> {
  const file = path.join(home, "service.lock");
  await makeHome(home);
  const self = createLeaseOwner();
  for (;;) {
    try {
      await writeFile(file, formatOwner(self), { flag: "wx", mode: 0o600 });
      return () => rm(file, { force: true });
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw unusable(home, error);
    }
    const other = parseOwner(await readFile(file, "utf8").catch(() => ""));
    if (ownerLife(other, self) !== "dead") throw inUse(home, other.pid, file);
    await rm(file, { force: true });
  }
}

async function makeHome(home: string): Promise<void> {
  try {
    await mkdir(home, { recursive: true, mode: 0o700 });
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

function inUse(home: string, pid: number, file: string): FreeholdError {
  return new FreeholdError(
    "service_unavailable",
    `process ${pid} already runs a service on ${home}; stop it, or set FREEHOLD_HOME to another folder (remove ${file} when no service runs)`,
  );
}
