import { slotInstaller } from "@freehold/components/slot-program";
import { FreeholdError } from "@freehold/model";
import { z } from "zod";
import { type HostConnection, runOnHost } from "./run-on-host.ts";

/** The first `hostctl` with slots. */
const NEEDED = [1, 1] as const;

/**
 * Asks a host whether it is there and can hold slots. Returns the version of its `hostctl`.
 *
 * @throws FreeholdError `host_key_mismatch`, `machine_unreachable`, and `host_outdated` without a `hostctl` that knows slots
 */
export async function checkHost(connection: HostConnection, timeoutMs: number): Promise<string> {
  const version = await hostctlVersionOf(connection, timeoutMs);
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isOld = major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1]);
  if (isOld) throw outdated(connection, `has hostctl ${version}, which knows no slots`);
  return version;
}

/**
 * The version that a host's `hostctl` says; 1.0.0 where the loader is and was brought nothing yet.
 *
 * @throws FreeholdError `host_key_mismatch`, `machine_unreachable`, and `host_outdated` where nothing answers to that name
 */
export async function hostctlVersionOf(connection: HostConnection, timeoutMs: number): Promise<string> {
  const { code, stdout, stderr } = await runOnHost(connection, "hostctl version", timeoutMs);
  const said = `${stdout}${stderr}`.trim().split("\n")[0] ?? "";
  const version = /^hostctl (\d+\.\d+\.\d+)$/.exec(said)?.[1];
  if (code !== 0 || version === undefined) {
    throw outdated(connection, `does not answer \`hostctl version\`: ${said.slice(0, 200) || `exit code ${code}`}`);
  }
  return version;
}

/**
 * Makes a host take slots, or brings what it takes them with up to date.
 *
 * @throws FreeholdError `machine_unreachable`, and `cloud_misconfigured` when the host says why not
 */
export async function enableSlots(connection: HostConnection, timeoutMs: number): Promise<void> {
  // An older program's `slot enable` does not read a newer one; `heartbeat` keeps and runs what it reads.
  const { code, stdout, stderr } = await runOnHost(connection, "hostctl heartbeat", timeoutMs, slotInstaller());
  if (code === 0) return;
  const said = `${stderr}${stdout}`.trim().slice(0, 300);
  throw new FreeholdError("cloud_misconfigured", `the host ${connection.host} cannot take slots: ${said}`, {
    errors: [{ pointer: "/address", detail: `must be a host that takes slots; \`hostctl slot enable\` says: ${said}` }],
    nextStep: "put right what it says, and register the host again",
  });
}

/**
 * Whether root in a host's containers is nobody on the host. Null when it does not say, because its Docker engine does not run; a program
 * for slots that knows nothing of it never switched it on.
 *
 * @throws FreeholdError as {@link checkHost}
 */
export async function isRemapped(connection: HostConnection, timeoutMs: number): Promise<boolean | null> {
  const { code, stdout } = await runOnHost(connection, "hostctl status --json", timeoutMs);
  const status = code === 0 ? HostctlStatus.safeParse(parsed(stdout)) : undefined;
  if (!status?.success || status.data.machine.docker !== "running") return null;
  return status.data.machine.remapped ?? false;
}

const HostctlStatus = z.object({
  machine: z.object({ docker: z.string(), remapped: z.boolean().optional() }),
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function outdated({ host }: HostConnection, what: string): FreeholdError {
  const needed = NEEDED.join(".");
  return new FreeholdError("host_outdated", `the host ${host} ${what}; needed is ${needed} or newer`, {
    errors: [{ pointer: "/address", detail: `must be a host with hostctl ${needed} or newer, got one that ${what}` }],
    nextStep:
      "put templates/host/loader at /usr/local/bin/hostctl on the host, let the user run it, and bring it hostctl as the README says",
  });
}
