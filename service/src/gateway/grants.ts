import { randomBytes } from "node:crypto";
import type { Budget } from "./budget.ts";
import type { OutgoingCall } from "./sender.ts";
import type { GatedCloud } from "./vendors.ts";

/** Where calls of one grant to one cloud go. */
export interface Route {
  cloud: GatedCloud;
  /** Account that pays for them, as it is named in metrics. */
  account: string;
  /** Address without a path. */
  origin: string;
  budget: Budget;
  /** What the vendor must see in place of what came, made just before the call is sent. @default - the call as it came */
  prepare?(call: OutgoingCall): Promise<OutgoingCall>;
  /** A part of the budget that this grant keeps to. @default - all of it */
  share?: Budget;
}

/** An account that its vendor takes no calls of for a while. */
export interface ClosedAccount extends Pick<Route, "cloud" | "account"> {
  forMs: number;
}

/** What lets one operation use some accounts, for as long as it is the operation's owner. */
export interface Grant {
  readonly id: string;
  readonly operationId: string;
  /** False from the moment on at which the operation is not ours any more. */
  holds(): boolean;
  /** Aborted when it ends. */
  readonly ended: AbortSignal;
  /** Aborted when the service stops: nothing waits for a budget any more. */
  readonly stopping: AbortSignal;
  /** Hears that a call waits because the vendor has closed the account for a while. */
  onClosed(closed: ClosedAccount): void;
  readonly routes: ReadonlyMap<GatedCloud, Route>;
}

/** What a grant is made of. */
export type GrantHolder = Pick<Grant, "operationId" | "holds" | "stopping" | "onClosed">;

export interface Grants {
  /** Undefined for one that has ended or never was. */
  find(id: string): Grant | undefined;
  add(holder: GrantHolder, routes: readonly Route[]): Grant;
  end(grant: Grant): void;
}

export function createGrants(): Grants {
  const grants = new Map<string, { grant: Grant; ending: AbortController }>();
  return {
    find(id) {
      const grant = grants.get(id)?.grant;
      return grant?.holds() ? grant : undefined;
    },
    add({ holds, ...holder }, routes) {
      const ending = new AbortController();
      const grant: Grant = {
        // It is part of an address, and nobody else may guess it.
        id: randomBytes(18).toString("base64url"),
        ...holder,
        holds: () => !ending.signal.aborted && holds(),
        ended: ending.signal,
        routes: new Map(routes.map((route) => [route.cloud, route])),
      };
      grants.set(grant.id, { grant, ending });
      return grant;
    },
    end({ id }) {
      grants.get(id)?.ending.abort(new Error("the operation has ended"));
      grants.delete(id);
    },
  };
}
