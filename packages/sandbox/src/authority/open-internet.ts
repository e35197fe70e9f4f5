import type { Keep } from "../keep.ts";
import type { PublicWeb } from "../machines/public-web.ts";
import { openNameServer } from "../name-server/name-server.ts";
import type { ServedZone } from "../name-server/served-zone.ts";
import { createAuthority } from "./authority.ts";
import { createPublicAuthority } from "./public-authority.ts";

/** How the sandbox's tenants are reached by their names, from this machine. */
export interface SandboxInternet {
  /** Address of the name server that has the emulated zones and nothing else: `127.0.0.1:<port>`, UDP. */
  resolver: string;
  /** Certificate of the authority that the machines' certificates are of, PEM. */
  authority: string;
  /** Ports of a machine that are served at another one of its address; those that are not here are served at themselves. */
  ports: Readonly<Record<string, number>>;
  /** Simulated machines have certificates of that authority; those of container machines are of authorities of their own. */
  machineKind: "simulated" | "container";
}

export interface OpenInternet {
  reached: SandboxInternet;
  /** What it is to simulated machines. */
  web: PublicWeb;
  /** Lets the certificate of a name end yesterday, or those of all names. @returns How many ended */
  expire(name?: string): Promise<number>;
}

/** Free of the ports that other programs are given to call out from. */
const HTTPS_PORT = 22_443;

/** @param port Of the name server; 0 lets the system choose. @param isSimulated Container machines have a port 443 of their own */
export async function openInternet(
  zones: () => readonly ServedZone[],
  { keep, port, isSimulated }: { keep: Keep; port: number; isSimulated: boolean },
): Promise<OpenInternet> {
  const names = keep(await openNameServer(zones, port));
  const authority = createPublicAuthority(await createAuthority("Freehold sandbox authority"), zones);
  return {
    reached: {
      resolver: names.address,
      authority: authority.certificate,
      ports: isSimulated ? { 443: HTTPS_PORT } : {},
      machineKind: isSimulated ? "simulated" : "container",
    },
    web: { httpsPort: HTTPS_PORT, certificateFor: authority.certificateFor },
    expire: authority.expire,
  };
}
