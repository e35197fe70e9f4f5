import { FreeholdError, type HostTrouble } from "@freehold/model";

/** What is known of a connection that did not come to what was asked. */
interface Ending {
  /** `user@address:port` */
  to: string;
  reason: string;
  trouble: HostTrouble;
  cause?: unknown;
}

/** A host that cannot be worked with, and how far one came with it. */
export class UnreachableHost extends FreeholdError {
  readonly trouble: HostTrouble;

  constructor({ to, reason, trouble, cause }: Ending) {
    super("machine_unreachable", `${to} cannot be reached by SSH: ${reason}`, {
      ...(cause !== undefined && { cause }),
      nextStep: NEXT_STEPS[trouble],
    });
    this.trouble = trouble;
  }
}

const NEXT_STEPS: Readonly<Record<HostTrouble, string>> = {
  silent: "check that the host runs, that its firewall lets this service in, and that the user has the key",
  unresponsive:
    "look at the host's console: it takes connections and does not answer, as when its memory or disk is full",
  misconfigured: "check that an SSH server answers there, and that the user may log in with the key and run hostctl",
};

/** What the failure of a check says of a host. Only what came from no host at all is silence. */
export function troubleOf(error: FreeholdError): HostTrouble {
  return error instanceof UnreachableHost ? error.trouble : "misconfigured";
}

/**
 * What a failed dial of this machine's own, such as a name that is not resolved or no file handle that is left, says of a host is nothing;
 * these say that nobody is there. https://man7.org/linux/man-pages/man2/connect.2.html
 */
const NOBODY_THERE: readonly unknown[] = ["ECONNREFUSED", "EHOSTUNREACH", "EHOSTDOWN", "ENETUNREACH", "ETIMEDOUT"];

/** Whether a dial failed because nobody answers at the address. */
export function isNobodyThere(cause: unknown): boolean {
  // By what it has and not by its class: Node's own errors are of another realm where programs run in a context of their own.
  return typeof cause === "object" && cause !== null && "code" in cause && NOBODY_THERE.includes(cause.code);
}
