import type { TlsIdentity } from "../kernel/http.ts";
import { lookUp, type ServedZone } from "../name-server/served-zone.ts";
import type { Authority } from "./authority.ts";

/** The authority that everybody in the sandbox trusts: it looks where a name leads before it signs, as one does by HTTP-01. */
export interface PublicAuthority {
  /** Its certificate, PEM. */
  certificate: string;
  /** A certificate for a name that leads to the address; undefined for one that does not. The same one until it is made to end. */
  certificateFor(name: string, address: string): Promise<TlsIdentity | undefined>;
  /** Lets the certificate of a name end yesterday, or those of all names; machines show it on. @returns How many ended */
  expire(name?: string): Promise<number>;
}

const DAY_MS = 24 * 60 * 60 * 1000;

export function createPublicAuthority(authority: Authority, zones: () => readonly ServedZone[]): PublicAuthority {
  const issued = new Map<string, Promise<TlsIdentity>>();
  const leadsTo = (name: string): string[] =>
    lookUp(zones(), name, "A").records.flatMap(({ type, value }) => (type === "A" ? [value] : []));
  return {
    certificate: authority.certificate,
    async certificateFor(name, address) {
      const key = `${name} ${address}`;
      if (!issued.has(key) && leadsTo(name).includes(address)) issued.set(key, authority.issue([name]));
      return issued.get(key);
    },
    async expire(name) {
      const ended = [...issued.keys()].filter((key) => name === undefined || key.startsWith(`${name} `));
      for (const key of ended) issued.set(key, authority.issue([key.split(" ")[0] ?? ""], Date.now() - DAY_MS));
      await Promise.all(ended.map((key) => issued.get(key)));
      return ended.length;
    },
  };
}
