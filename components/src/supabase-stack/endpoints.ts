import type { SupabasePorts } from "./supabase-args.ts";
import type { TlsMode } from "./tls-mode.ts";

/** What decides a tenant's addresses. */
export interface Addressing {
  /** The tenant's full name. */
  host: string;
  /** A domain of the customer's own, which also leads to the machine. */
  domain?: string | undefined;
  tls: TlsMode;
  ports: SupabasePorts;
  /** Whether the version has Studio. */
  hasStudio: boolean;
}

/** The tenant's public URL, without a slash at its end. */
export function publicUrl({ host, tls, ports }: Addressing): string {
  return tls === "none" ? `http://${host}:${ports.api}` : `https://${host}`;
}

/** Where each of the tenant's services is reached, by its name; what no firewall lets anybody to is not among them. */
export function endpointsOf(addressing: Addressing): Record<string, string> {
  const url = publicUrl(addressing);
  const { host, domain, tls, ports, hasStudio } = addressing;
  const studio = tls === "none" ? `http://${host}:${ports.studio}` : url;
  return {
    api: url,
    rest: `${url}/rest/v1`,
    graphql: `${url}/graphql/v1`,
    auth: `${url}/auth/v1`,
    storage: `${url}/storage/v1`,
    realtime: `${url.replace(/^http/, "ws")}/realtime/v1`,
    ...(hasStudio ? { functions: `${url}/functions/v1`, studio } : {}),
    ...(domain === undefined ? {} : { domain: tls === "none" ? `http://${domain}:${ports.api}` : `https://${domain}` }),
    // Behind the web profile the port is closed, and leads nowhere but by a tunnel. Without user and password: those are credentials.
    ...(tls === "none" ? { database: `postgresql://${host}:${ports.db}/postgres` } : {}),
  };
}

/** The database's URL with the login of its owner. The pooler finds the tenant by what follows the dot in the user's name. */
export function databaseUrl(addressing: Addressing, tenantId: string, password: string, pooled: boolean): string {
  const user = pooled ? `postgres.${tenantId}` : "postgres";
  return `postgresql://${user}:${password}@${addressing.host}:${addressing.ports.db}/postgres`;
}
