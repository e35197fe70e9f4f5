import { canonicalNetwork, parseIpNetwork } from "@freehold/model";
import { z } from "zod";
import { LabelSelectorError, parseLabelSelector } from "../../kernel/label-selector.ts";
import { Id, Labels } from "../fields.ts";

/** https://docs.hetzner.com/cloud/firewalls/overview#limits */
const MAX_RULES = 50;

/**
 * "The API modifies CIDRs to lower case and IPv6 to its minimal form": internal/firewall/validation.go of
 * hetznercloud/terraform-provider-hcloud, which refuses host bits before they get here. That the API does too is assumed.
 */
const Network = z
  .string()
  .refine(isNetwork, "must be an IP network in CIDR notation, without host bits")
  .transform((text) => canonicalNetwork(text) ?? text);

const RuleBody = z
  .object({
    direction: z.enum(["in", "out"]),
    protocol: z.enum(["tcp", "udp", "icmp", "esp", "gre"]),
    port: z.string().refine(isPortRange, "must be a port, 1 to 65535, a range such as 1024-5000, or any").nullish(),
    source_ips: z.array(Network).max(100).default([]),
    destination_ips: z.array(Network).max(100).default([]),
    description: z.string().max(255).nullish(),
  })
  .superRefine((rule, context) => {
    const hasPorts = rule.protocol === "tcp" || rule.protocol === "udp";
    const complain = (field: string, message: string) => context.addIssue({ code: "custom", path: [field], message });
    if (hasPorts && !rule.port) complain("port", `port is required for protocol ${rule.protocol}`);
    if (!hasPorts && rule.port) complain("port", `port is not allowed for protocol ${rule.protocol}`);
    if (rule.direction === "in" && rule.source_ips.length === 0)
      complain("source_ips", "source_ips is required for direction in");
    if (rule.direction === "out" && rule.destination_ips.length === 0)
      complain("destination_ips", "destination_ips is required for direction out");
  })
  .transform((rule) => ({ ...rule, port: rule.port ?? null, description: rule.description ?? null }));

const Rules = z.array(RuleBody).max(MAX_RULES);

const TargetBody = z.discriminatedUnion("type", [
  z.object({ type: z.literal("server"), server: z.object({ id: Id }) }),
  z.object({
    type: z.literal("label_selector"),
    label_selector: z.object({ selector: z.string().min(1).refine(isSelector, "must be a label selector") }),
  }),
]);

export const CreateFirewallBody = z.object({
  name: z.string().min(1).max(128),
  labels: Labels.default({}),
  rules: Rules.default([]),
  apply_to: z.array(TargetBody).default([]),
});

export const UpdateFirewallBody = z.object({ name: z.string().min(1).max(128).optional(), labels: Labels.optional() });
export const SetRulesBody = z.object({ rules: Rules });
export const ApplyBody = z.object({ apply_to: z.array(TargetBody).min(1) });
export const RemoveBody = z.object({ remove_from: z.array(TargetBody).min(1) });

function isNetwork(text: string): boolean {
  const network = parseIpNetwork(text);
  return text.includes("/") && network !== undefined && network.address === network.start;
}

function isPortRange(text: string): boolean {
  if (text === "any") return true;
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  if (match === null) return false;
  const from = Number(match[1]);
  const to = Number(match[2] ?? match[1]);
  return from >= 1 && from <= to && to <= 65_535;
}

function isSelector(text: string): boolean {
  try {
    parseLabelSelector(text);
    return true;
  } catch (error) {
    if (error instanceof LabelSelectorError) return false;
    throw error;
  }
}
