import type { Cloud } from "@freehold/model";
import { type Sandbox, type SandboxOptions, startSandbox } from "@freehold/sandbox";
import type { CloudTarget } from "../app/accounts/clouds-port.ts";
import { sandboxClouds } from "../compose/sandbox-clouds.ts";

/** An account of an emulated cloud as its limiter sees it. */
export interface RateTally {
  cloud: string;
  account: string;
  remaining: number;
  lowest: number;
  exceeded: number;
}

/** The emulated clouds, with what tests ask of them. */
export interface Vendors {
  sandbox: Sandbox;
  /** The first account of a cloud, as an operation is given it. */
  target(cloud: Cloud): CloudTarget;
  /** How often each operation was asked for, keyed `<cloud> <operation>`. */
  counts(): Promise<Record<string, number>>;
  fault(fault: Record<string, unknown>): Promise<void>;
  /** How many faults have not met their request yet. */
  faults(): Promise<number>;
  /** Leaves the accounts of a cloud that many calls. */
  leave(cloud: string, remaining: number): Promise<void>;
  tally(cloud: string): Promise<RateTally | undefined>;
  /** Forgets faults, requests and everything that was made. */
  reset(): Promise<void>;
}

export async function openVendors(options: SandboxOptions = {}): Promise<Vendors> {
  const sandbox = await startSandbox(options);
  const clouds = sandboxClouds(sandbox);
  const control = async <Body>(method: string, path: string, body?: unknown): Promise<Body> => {
    const answer = await fetch(`${sandbox.control.endpoint}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`the sandbox refused ${method} ${path}: ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as Body;
  };
  return {
    sandbox,
    target(cloud) {
      const [account] = clouds.accounts(cloud);
      if (account === undefined) throw new Error(`the sandbox has no account at ${cloud}`);
      return clouds.target(account);
    },
    counts: async () => (await control<{ counts: Record<string, number> }>("GET", "/requests")).counts,
    fault: (fault) => control("POST", "/faults", fault),
    faults: async () => (await control<{ faults: unknown[] }>("GET", "/faults")).faults.length,
    leave: (cloud, remaining) => control("POST", "/rate-limits", { cloud, remaining }),
    async tally(cloud) {
      const { accounts } = await control<{ accounts: RateTally[] }>("GET", "/rate-limits");
      return accounts.find((account) => account.cloud === cloud);
    },
    reset: () => control("POST", "/reset"),
  };
}
