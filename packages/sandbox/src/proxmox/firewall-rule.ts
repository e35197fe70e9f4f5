import { type IpNetwork, parseIpNetwork } from "@freehold/model";
import { z } from "zod";
import { parameterErrors } from "./errors.ts";
import { ConfigDigest, Whole } from "./parameters.ts";
import type { GuestFirewall, Rule } from "./rows.ts";

// `$rule_properties`, the formats `pve-fw-…` and `verify_rule` of PVE::Firewall:
// https://git.proxmox.com/?p=pve-firewall.git;a=blob;f=src/PVE/Firewall.pm

/** How much a rule, or a policy, writes to the log. */
export const LogLevel = z
  .enum(["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug", "nolog"])
  .optional();

const Action = z
  .string()
  .max(20, "value may only be 20 characters long")
  .regex(/^[A-Za-z][A-Za-z0-9_-]+$/, "value does not match the regex pattern");
const Type = z.enum(["in", "out", "forward", "group"]);
const Position = Whole.refine((pos) => pos >= 0, "value must have a minimum value of 0").optional();
const Addresses = z
  .string()
  .max(512, "value may only be 512 characters long")
  .superRefine((text, context) => complain(context, addressProblem(text)))
  .optional();
const Ports = z
  .string()
  .superRefine((text, context) => complain(context, portProblem(text)))
  .optional();
const RuleFields = {
  comment: z.string().optional(),
  dest: Addresses,
  dport: Ports,
  iface: z
    .string()
    .max(20, "value may only be 20 characters long")
    .regex(/^[a-z][a-z0-9_]{1,20}([:.]\d+)?$/i, "invalid format - invalid network interface name")
    .optional(),
  log: LogLevel,
  macro: z.string().max(128, "value may only be 128 characters long").optional(),
  proto: z.string().refine(isProtocol, "invalid format - unknown protocol").optional(),
  source: Addresses,
  sport: Ports,
  digest: ConfigDigest,
  "icmp-type": z.string().optional(),
  enable: Position,
  pos: Position,
};

export const CreateRule = z.strictObject({ ...RuleFields, action: Action, type: Type });
export const ChangeRule = z.strictObject({
  ...RuleFields,
  action: Action.optional(),
  type: Type.optional(),
  moveto: Position,
  delete: z.string().optional(),
});

const WITH_PORTS = ["udp", "17", "udplite", "136", "tcp", "6", "dccp", "33", "sctp", "132"];
const ICMP = ["icmp", "1", "icmpv6", "ipv6-icmp", "58"];
/** Of /etc/protocols, what firewalls are made for; the vendor knows the whole file. */
const PROTOCOLS = [
  ...WITH_PORTS,
  ...ICMP,
  "igmp",
  "ipencap",
  "ipv6",
  "gre",
  "esp",
  "ah",
  "ospf",
  "vrrp",
  "ipcomp",
  "l2tp",
];
const MAX_PORTS = 15;

/**
 * What a guest's rule must be as a whole.
 *
 * @throws ProxmoxError 400 with the parameter that is wrong
 */
export function verifyRule(rule: Rule, { ipsets }: GuestFirewall): void {
  const { type, action, iface, proto = "", dport, sport, "icmp-type": icmpType } = rule;
  const icmp = ICMP.includes(String(proto));
  const refuse = (field: string, message: string) => {
    throw parameterErrors({ [field]: message });
  };
  if (type === "forward") refuse("type", "invalid rule type 'forward' for rule_env 'vm'");
  if (type !== "group" && !/^(ACCEPT|DROP|REJECT)$/.test(String(action)))
    refuse("action", `unknown action '${action}'`);
  if (iface !== undefined && !/^net\d+$/.test(String(iface)))
    refuse("iface", "value does not match the regex pattern 'net\\d+'");
  for (const [field, ports] of Object.entries({ dport, sport })) {
    if (ports === undefined) continue;
    if (proto === "") refuse("proto", `missing property - '${field}' requires this property`);
    if (!WITH_PORTS.includes(String(proto)) && !(icmp && field === "dport"))
      refuse(field, `protocol '${proto}' does not support ports`);
  }
  if (icmpType !== undefined && !icmp) refuse("proto", "missing property - 'icmp-type' requires this property");
  for (const field of ["source", "dest"]) {
    const value = String(rule[field] ?? "");
    if (!value.startsWith("+")) continue;
    const name = /^\+(?:guest\/|dc\/|sdn\/)?([A-Za-z][A-Za-z0-9_-]+)$/.exec(value)?.[1];
    if (name === undefined) refuse(field, `invalid ipset name '${value}'`);
    if (!ipsets.some((set) => set.name === name)) refuse(field, `no such ipset '${name}'`);
  }
}

function complain(context: z.RefinementCtx, problem: string | undefined): void {
  if (problem !== undefined) context.addIssue({ code: "custom", message: `invalid format - ${problem}` });
}

/** A set, an alias, or a list of addresses, networks without host bits, or one range, all of one version. */
function addressProblem(text: string): string | undefined {
  if (/^\+\S+$/.test(text) || /^(dc\/|guest\/)?[A-Za-z][A-Za-z0-9_-]+$/.test(text)) return undefined;
  const parts = text.split(",");
  const networks = parts.flatMap((part) => part.split("-").map(parseIpNetwork));
  if (networks.some((network) => network === undefined || network.address !== network.start))
    return `invalid IP address: ${text}`;
  const versions = new Set((networks as IpNetwork[]).map(({ version }) => version));
  if (versions.size > 1) return `detected mixed ipv4/ipv6 addresses in address list '${text}'`;
  return parts.length > 1 && text.includes("-") ? "you can't use a range in a list" : undefined;
}

/** Ports by number, ranges `80:85`, names of services: which names there are is not looked up. */
function portProblem(text: string): string | undefined {
  let count = 0;
  for (const item of text.split(",")) {
    const [, from, to] = /^(\d+)(?::(\d+))?$/.exec(item) ?? [];
    if (from === undefined && !/^[a-z][a-z0-9-]*$/i.test(item)) return `invalid port '${item}'`;
    if (Number(from ?? 0) > 65_535 || Number(to ?? 0) > 65_535) return `invalid port '${item}'`;
    if (to !== undefined && Number(from) > Number(to)) return `backwards range '${item}' not allowed`;
    count += from === undefined ? 0 : to === undefined ? 1 : 2;
  }
  return count > MAX_PORTS ? `too many entries in port list (> ${MAX_PORTS} numbers)` : undefined;
}

function isProtocol(name: string): boolean {
  return name === "" || PROTOCOLS.includes(name) || (/^\d{1,3}$/.test(name) && Number(name) <= 142);
}
