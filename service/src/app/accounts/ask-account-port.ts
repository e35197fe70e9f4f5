import type { MachineAccess } from "@freehold/clouds";
import type { OpenAccount } from "./clouds-port.ts";

/** An account that is asked something outside of any operation. */
export type AskedAccount = OpenAccount & {
  /** Calls an hour that it may make. @default - what the settings say, or the vendor's number */
  callsPerHour?: number;
};

/**
 * Asks an account's cloud, within the account's budget of calls.
 *
 * @param ask Given where and with what the cloud is asked; that ends with it.
 * @param signal Ends it before: nobody waits for the answer any more. @default - nobody ends it
 */
export type AskAccount = <Answer>(
  account: AskedAccount,
  ask: (access: MachineAccess) => Promise<Answer>,
  signal?: AbortSignal,
) => Promise<Answer>;
