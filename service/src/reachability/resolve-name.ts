import { Resolver } from "node:dns/promises";
import { isIPv6 } from "node:net";

/** Where a name leads; or why that cannot be said, which is nobody's record's fault. */
export type Resolved = { addresses: string[] } | { problem: string };

/** What name servers answer for a name without such records. */
const NO_RECORDS = ["ENOTFOUND", "ENODATA"];
const TIMEOUT_MS = 3000;

/** Asks name servers for the addresses of a name. @param servers `address` or `address:port` of each; by default those of the system */
export function createResolveName(servers?: readonly string[]): (name: string) => Promise<Resolved> {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 2 });
  if (servers !== undefined) resolver.setServers(servers);
  return async (name) => {
    try {
      const found = await Promise.all([noneIfNone(resolver.resolve4(name)), noneIfNone(resolver.resolve6(name))]);
      return { addresses: found.flat() };
    } catch (error) {
      const { code = "no code" } = error as NodeJS.ErrnoException;
      return { problem: `the name servers give no answer for ${name}: ${code}` };
    }
  };
}

async function noneIfNone(question: Promise<string[]>): Promise<string[]> {
  return question.catch((error: NodeJS.ErrnoException) => {
    if (NO_RECORDS.includes(error.code ?? "")) return [];
    throw error;
  });
}

/** An address in its one short form: name servers spell IPv6 in several. */
export function plainAddress(address: string): string {
  return isIPv6(address) ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}
