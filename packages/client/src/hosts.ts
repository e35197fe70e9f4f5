import { Host, type HostChanges, type HostOrder, HostSlot, type HostSpec, Operation } from "@freehold/model";
import { z } from "zod";
import type { Http } from "./http.ts";

/** A machine that tenants are to share; what has a default may be left out. */
export type NewHost = z.input<typeof HostSpec>;
/** A machine that is to be built as a host. */
export type OrderedHost = Pick<NewHost, "name" | "region" | "limitStorage"> & {
  cloud: string;
  order: z.input<typeof HostOrder>;
  /** @default - what the machine type has */
  capacity?: NewHost["capacity"];
};
/** What is to change of a host; what is left out stays. */
export type HostPatch = z.input<typeof HostChanges>;

/** The hosts that tenants share, for the operator. */
export interface HostsClient {
  /** The host is asked first: `host_key_mismatch`, `machine_unreachable` or `host_outdated` when it cannot be used. */
  registerHost(host: NewHost, options?: { idempotencyKey?: string }): Promise<Host>;
  /** Builds the machine; the host takes tenants when the operation has succeeded. */
  orderHost(host: OrderedHost, options?: { idempotencyKey?: string }): Promise<HostAccepted>;
  listHosts(): Promise<Host[]>;
  getHost(idOrName: string): Promise<Host>;
  changeHost(idOrName: string, changes: HostPatch): Promise<Host>;
  /**
   * An ordered host is destroyed by the operation that is answered; another is forgotten at once, and its machine left as it is. `host_in_use`
   * while tenants live on it.
   */
  removeHost(idOrName: string): Promise<HostRemoved>;
  listSlots(idOrName: string): Promise<HostSlot[]>;
  /** Moves the tenants of a host that answers no more as it should; what they have there is lost. @param name The host's name, typed once more */
  declareHostDead(idOrName: string, name: string): Promise<HostGivenUp>;
}

const HostAccepted = z.object({ host: Host, operation: Operation });
export type HostAccepted = z.infer<typeof HostAccepted>;
/** `operation` is there when there is something to follow. */
export type HostRemoved = { host: Host; operation?: Operation };

const HostGivenUp = z.object({ host: Host, operations: z.array(z.string()) });
/** `operations` are the ids of those that move its tenants. */
export type HostGivenUp = z.infer<typeof HostGivenUp>;

const PATH = "/v1/hosts";

export function createHostsClient(http: Http): HostsClient {
  return {
    registerHost: (host, options) => http.call("POST", PATH, Host, { body: host, ...keyOf(options) }),
    orderHost: (host, options) => http.call("POST", PATH, HostAccepted, { body: host, ...keyOf(options) }),
    listHosts: () => http.all(PATH, Host),
    getHost: (idOrName) => http.call("GET", pathOf(idOrName), Host),
    changeHost: (idOrName, changes) => http.call("PATCH", pathOf(idOrName), Host, { body: changes }),
    removeHost: async (idOrName) => {
      const answer = await http.call("DELETE", pathOf(idOrName), z.union([HostAccepted, Host]));
      return "operation" in answer ? answer : { host: answer };
    },
    declareHostDead: (idOrName, name) =>
      http.call("POST", `${pathOf(idOrName)}/declare-dead`, HostGivenUp, { body: { name } }),
    listSlots: (idOrName) => http.all(`${pathOf(idOrName)}/slots`, HostSlot),
  };
}

function keyOf({ idempotencyKey }: { idempotencyKey?: string } = {}): { headers?: Record<string, string> } {
  return idempotencyKey === undefined ? {} : { headers: { "Idempotency-Key": idempotencyKey } };
}

function pathOf(idOrName: string): string {
  return `${PATH}/${encodeURIComponent(idOrName)}`;
}
