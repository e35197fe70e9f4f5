import { Host, type HostChanges, HostSlot, type HostSpec } from "@freehold/model";
import { z } from "zod";
import type { Http } from "./http.ts";

/** A machine that tenants are to share; what has a default may be left out. */
export type NewHost = z.input<typeof HostSpec>;
/** What is to change of a host; what is left out stays. */
export type HostPatch = z.input<typeof HostChanges>;

/** The hosts that tenants share, for the operator. */
export interface HostsClient {
  /** The host is asked first: `host_key_mismatch`, `machine_unreachable` or `host_outdated` when it cannot be used. */
  registerHost(host: NewHost, options?: { idempotencyKey?: string }): Promise<Host>;
  listHosts(): Promise<Host[]>;
  getHost(idOrName: string): Promise<Host>;
  changeHost(idOrName: string, changes: HostPatch): Promise<Host>;
  /** The machine is left as it is; `host_in_use` while tenants live on it. */
  forgetHost(idOrName: string): Promise<Host>;
  listSlots(idOrName: string): Promise<HostSlot[]>;
}

const PATH = "/v1/hosts";

export function createHostsClient(http: Http): HostsClient {
  return {
    registerHost: (host, { idempotencyKey } = {}) =>
      http.call("POST", PATH, Host, {
        body: host,
        ...(idempotencyKey !== undefined && { headers: { "Idempotency-Key": idempotencyKey } }),
      }),
    listHosts: async () => (await http.call("GET", PATH, z.object({ items: z.array(Host) }))).items,
    getHost: (idOrName) => http.call("GET", pathOf(idOrName), Host),
    changeHost: (idOrName, changes) => http.call("PATCH", pathOf(idOrName), Host, { body: changes }),
    forgetHost: (idOrName) => http.call("DELETE", pathOf(idOrName), Host),
    listSlots: async (idOrName) =>
      (await http.call("GET", `${pathOf(idOrName)}/slots`, z.object({ items: z.array(HostSlot) }))).items,
  };
}

function pathOf(idOrName: string): string {
  return `${PATH}/${encodeURIComponent(idOrName)}`;
}
