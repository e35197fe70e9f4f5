import { MAX_DATABASE_NETWORKS, parseIpNetwork } from "@freehold/model";
import type * as pulumi from "@pulumi/pulumi";
import { isLabelValue } from "../ownership.ts";
import { refuse } from "../refuse.ts";
import type { MachineArgs } from "./machine-args.ts";

const USER = /^[a-z_][a-z0-9_-]{0,31}$/;

/** Refuses what no cloud would take, before anything is ordered. */
export function checkMachineArgs(component: pulumi.Resource, args: MachineArgs): void {
  const sshPort = args.sshPort ?? 22;
  if (!Number.isInteger(sshPort) || sshPort < 1 || sshPort > 65535) {
    refuse(component, `sshPort must be a whole number from 1 to 65535, got ${sshPort}`);
  }
  const sshUser = args.sshUser ?? "freehold";
  if (!USER.test(sshUser) || sshUser === "root") {
    refuse(component, `sshUser must be 1 to 32 lower-case letters, digits, "_" or "-" and not root, got "${sshUser}"`);
  }
  for (const [key, value] of Object.entries({ profile: args.profile ?? "web", ...args.labels })) {
    if (!isLabelValue(value)) {
      refuse(component, `${key} must be a label: 1 to 63 letters, digits, "_", "." or "-", got "${value}"`);
    }
  }
  const sizeGib = args.dataDisk?.sizeGib ?? 10;
  if (!Number.isInteger(sizeGib) || sizeGib < 10 || sizeGib > 10240) {
    refuse(component, `dataDisk.sizeGib must be a whole number from 10 to 10240 (GiB), got ${sizeGib}`);
  }
  if (args.firewall && args.firewall.sshAllowedFrom.length === 0) {
    refuse(
      component,
      "firewall.sshAllowedFrom must name at least one network, got none; the machine could not be set up",
    );
  }
  const { databaseAllowedFrom = [], databasePort = 55_000 } = args;
  if (!Number.isInteger(databasePort) || databasePort < 1 || databasePort > 65535) {
    refuse(component, `databasePort must be a whole number from 1 to 65535, got ${databasePort}`);
  }
  if (databaseAllowedFrom.length > MAX_DATABASE_NETWORKS) {
    refuse(
      component,
      `databaseAllowedFrom must be at most ${MAX_DATABASE_NETWORKS} networks, got ${databaseAllowedFrom.length}; name larger ones`,
    );
  }
  const networks = [
    ...databaseAllowedFrom.map((network) => ["databaseAllowedFrom", network] as const),
    ...(args.firewall?.sshAllowedFrom ?? []).map((network) => ["firewall.sshAllowedFrom", network] as const),
    ...(args.privateNetwork ? [["privateNetwork.ipRange", args.privateNetwork.ipRange] as const] : []),
  ];
  for (const [key, text] of networks) {
    const network = parseIpNetwork(text);
    if (network === undefined || !text.includes("/"))
      refuse(component, `${key} must be in CIDR form, such as 192.0.2.0/24, got "${text}"`);
    const { start, prefix } = network;
    if (network.address !== start)
      refuse(component, `${key} must be the start of its network, ${start}/${prefix}, got "${text}"`);
  }
}
