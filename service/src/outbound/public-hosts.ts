import { lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { isIP } from "node:net";
import { FreeholdError } from "@freehold/model";
import { createAddressCheck } from "./address-check.ts";

/** Says which hosts that customers name may be connected to, and looks them up so that no other is. */
export interface PublicHosts {
  /** Why a host is never connected to; undefined for an address that is public, and for a name, which may lead anywhere. */
  refusalOf(host: string): string | undefined;
  /** The look-up of a connection itself, so that a name cannot lead elsewhere between check and connection. */
  readonly lookup: LookupFunction;
  /**
   * Refuses a host that is not public, or whose name leads to one that is not now. A name that leads nowhere is not refused: it cannot
   * be connected to.
   *
   * @param pointer Where the request names it, such as `/access/endpoint`
   * @throws FreeholdError `invalid_request`
   */
  assertAllowed(host: string, pointer: string): Promise<void>;
}

export interface PublicHostOptions {
  /** Networks in CIDR form that may be reached although they are not public. @default - none */
  privateTargets?: readonly string[];
  /** Looks names up. @default - as the system does */
  resolve?: LookupFunction;
}

/** Private addresses are those of {@link createAddressCheck}. One of them is enough to refuse a name. */
export function createPublicHosts({ privateTargets = [], resolve = lookup }: PublicHostOptions = {}): PublicHosts {
  const isAllowed = createAddressCheck(privateTargets);
  const refusalOf = (host: string): string | undefined => {
    const address = host.replace(/^\[|\]$/g, "");
    return isIP(address) !== 0 && !isAllowed(address) ? notPublic(address) : undefined;
  };
  const checked: LookupFunction = (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      const addresses = Array.isArray(found) ? found : [];
      const [first] = addresses;
      if (error !== null || first === undefined) return callback(error ?? new Error(`${hostname} leads nowhere`), []);
      if (!addresses.every(({ address }) => isAllowed(address))) return callback(new NotPublic(hostname), []);
      if (options.all === true) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
  return {
    refusalOf,
    lookup: checked,
    async assertAllowed(host, pointer) {
      const reason = refusalOf(host) ?? (await refusalByName(host, checked));
      if (reason === undefined) return;
      throw new FreeholdError("invalid_request", `the service does not connect to this address: ${reason}`, {
        errors: [{ pointer, detail: `must be a public address, got "${host.slice(0, 100)}"` }],
        nextStep:
          "give an address that is reachable from the internet; the operator may allow others in FREEHOLD_PRIVATE_TARGETS",
      });
    },
  };
}

class NotPublic extends Error {
  constructor(name: string) {
    super(notPublic(name));
  }
}

/** Names what is wrong without revealing what the name leads to inside: that would map our network for strangers. */
function notPublic(name: string): string {
  return `${name} is not a public address`;
}

function refusalByName(host: string, find: LookupFunction): Promise<string | undefined> {
  const address = host.replace(/^\[|\]$/g, "");
  if (isIP(address) !== 0) return Promise.resolve(undefined);
  return new Promise((resolve) =>
    find(address, { all: true }, (error) => resolve(error instanceof NotPublic ? error.message : undefined)),
  );
}
