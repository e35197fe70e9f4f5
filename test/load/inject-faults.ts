import type { SandboxChild } from "../system/sandbox-child.ts";

/** What goes wrong with a call, each as likely as the others. */
const KINDS = [
  { kind: "status", status: 500 },
  { kind: "status", status: 503 },
  { kind: "reset-before" },
  { kind: "reset-after" },
  { kind: "delay", ms: 2000 },
] as const;

/** Calls per tenant, generously: faults that are not met do no harm. */
const CALLS = { hetzner: 30, cloudflare: 10 };

/**
 * Has a share of the calls to each cloud go wrong, drawn beforehand: the n-th call is met by the same fault in every run.
 *
 * @returns How many faults wait.
 */
export async function injectFaults(
  sandbox: SandboxChild,
  { share, tenants, draw }: { share: number; tenants: number; draw: () => number },
): Promise<number> {
  let faults = 0;
  for (const [cloud, calls] of Object.entries(CALLS)) {
    for (let call = 0; call < calls * tenants; call += 1) {
      if (draw() >= share) continue;
      const fault = KINDS[Math.floor(draw() * KINDS.length)];
      // Each fault counts the calls that it lets pass for itself.
      await sandbox.fault({ cloud, ...fault, skip: call });
      faults += 1;
    }
  }
  return faults;
}
