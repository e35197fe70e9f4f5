import { Resolver } from "node:dns/promises";
import { FreeholdError } from "@freehold/model";
import type { CaaRecord, DnsLookup } from "../app/domains/dns-port.ts";

/** What name servers answer for a name without such records. */
const NO_RECORDS = ["ENOTFOUND", "ENODATA"];
const TIMEOUT_MS = 3000;

/**
 * Asks name servers.
 *
 * @param servers `address` or `address:port` of each. @default - those of the system
 */
export function createDnsLookup(servers?: readonly string[]): DnsLookup {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 2 });
  if (servers !== undefined) resolver.setServers(servers);
  return {
    texts: async (name) => (await answered(name, resolver.resolveTxt(name))).map((parts) => parts.join("")),
    addresses: async (name) =>
      (await Promise.all([answered(name, resolver.resolve4(name)), answered(name, resolver.resolve6(name))])).flat(),
    caa: async (name) => (await answered(name, resolver.resolveCaa(name))).flatMap(caaRecords),
  };
}

/** Node has the tag as the name of a field. */
function caaRecords({ critical, ...tags }: { critical: number }): CaaRecord[] {
  return Object.entries(tags).map(([tag, value]) => ({ critical: critical !== 0, tag, value: String(value) }));
}

async function answered<Value>(name: string, question: Promise<Value[]>): Promise<Value[]> {
  try {
    return await question;
  } catch (cause) {
    const { code = "no code" } = cause as NodeJS.ErrnoException;
    if (NO_RECORDS.includes(code)) return [];
    throw new FreeholdError("service_unavailable", `the name servers give no answer for ${name}: ${code}`, {
      cause,
      nextStep: "try again in a minute; when it happens again, check FREEHOLD_DNS_RESOLVER",
    });
  }
}
