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
  /** Whether the database is reached from outside, by TLS. @default false */
  databaseOpen?: boolean;
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
  const { host, domain, tls, ports, hasStudio, databaseOpen } = addressing;
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
    // Else the port is closed, and leads nowhere but by a tunnel. Without user and password: those are credentials.
    ...(databaseOpen || tls === "none" ? { database: `postgresql://${databaseAt(addressing)}` } : {}),
  };
}

/**
 * The database's URL with the login of its owner. While nobody outside may reach it, it is that of the machine itself, which is also that
 * of a tunnel's end at the same port. The pooler finds the tenant by what follows the dot in the user's name.
 */
export function databaseUrl(addressing: Addressing, tenantId: string, password: string, pooled: boolean): string {
  const user = pooled ? `postgres.${tenantId}` : "postgres";
  return `postgresql://${user}:${password}@${databaseAt(addressing)}`;
}

function databaseAt({ host, tls, ports, databaseOpen }: Addressing): string {
  if (databaseOpen) return `${host}:${ports.db}/postgres?sslmode=require`;
  return `${tls === "none" ? host : "localhost"}:${ports.db}/postgres`;
}
