import { canonicalNetwork } from "@freehold/model";

/** One rule of a firewall: TCP ports and the networks that may reach them. */
export interface OpenPort {
  /** A port, or a range such as `55000-55999`. */
  port: string;
  /** Networks in CIDR form. */
  allowedFrom: string[];
  description: string;
}

/** Every address. */
export const ANYWHERE = ["0.0.0.0/0", "::/0"];

/** Options of what opens a port: whatever protects the machine, it goes when the port is closed, and nothing is lost with it. */
export const CLOSED_AGAIN = { protect: false };

/** The port of a machine's database; none where nobody may reach it. */
export function databasePorts({
  databaseAllowedFrom = [],
  databasePort = 55_000,
}: {
  databaseAllowedFrom?: readonly string[];
  databasePort?: number;
}): OpenPort[] {
  if (databaseAllowedFrom.length === 0) return [];
  const allowedFrom = [...new Set(databaseAllowedFrom.map((network) => canonicalNetwork(network) ?? network))];
  return [{ port: String(databasePort), allowedFrom, description: "database" }];
}

/** The `web` profile: HTTP and HTTPS for everyone, SSH for the networks that are named. All else is closed. */
export function webProfile(sshPort: number, sshAllowedFrom: readonly string[]): OpenPort[] {
  return [
    { port: String(sshPort), allowedFrom: [...sshAllowedFrom], description: "SSH" },
    { port: "80", allowedFrom: ANYWHERE, description: "HTTP" },
    { port: "443", allowedFrom: ANYWHERE, description: "HTTPS" },
  ];
}
