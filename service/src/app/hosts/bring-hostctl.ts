import { hostctlUpdate } from "@freehold/components/hostctl-update";
import { type HostConnection, runOnHost, unreachable } from "./run-on-host.ts";

/**
 * Brings this release's `hostctl` to a machine, or to a host by its operator's login; does nothing where the same one is, or a newer one of
 * the same major version.
 *
 * @throws FreeholdError `host_key_mismatch`, and as `UnreachableHost` `machine_unreachable` when it does not answer, or says why not
 */
export type BringHostctl = (to: HostConnection) => Promise<void>;

/** Longest that it may take, in milliseconds. Other tenants of a host may be bringing it too: the next operation looks again. */
const BRING_MS = 60_000;

export const bringHostctl: BringHostctl = async (to) => {
  const { command, stdin, version } = hostctlUpdate();
  const { code, stdout, stderr } = await runOnHost(to, command, BRING_MS, stdin);
  if (code === 0) return;
  const said = `${stderr}${stdout}`.trim().slice(0, 300) || `exit code ${code}`;
  throw unreachable(to, `it did not take hostctl ${version}: ${said}`);
};
