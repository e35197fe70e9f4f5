import { createHash } from "node:crypto";
import { z } from "zod";
import { data, operation, type ProxmoxCall } from "./cluster.ts";
import { died, parameterErrors } from "./errors.ts";
import { ChangeRule, CreateRule, LogLevel, verifyRule } from "./firewall-rule.ts";
import { guestOf } from "./guests/guest.ts";
import { SetEntry, storedNetwork } from "./ip-set-entry.ts";
import { ConfigDigest, Flag } from "./parameters.ts";
import type { Guest, GuestKind, Rule } from "./rows.ts";

const text = z.string().optional();
const policy = z.enum(["ACCEPT", "REJECT", "DROP"]).optional();
const ChangeOptions = z.strictObject({
  dhcp: Flag.optional(),
  enable: Flag.optional(),
  ipfilter: Flag.optional(),
  macfilter: Flag.optional(),
  ndp: Flag.optional(),
  radv: Flag.optional(),
  log_level_in: LogLevel,
  log_level_out: LogLevel,
  policy_in: policy,
  policy_out: policy,
  delete: text,
  digest: ConfigDigest,
});
const SetName = z
  .string()
  .max(64, "value may only be 64 characters long")
  .regex(/^[A-Za-z][A-Za-z0-9_-]+$/, "value does not match the regex pattern");
const CreateIpset = z.strictObject({ name: SetName, comment: text, rename: SetName.optional(), digest: ConfigDigest });
const CreateEntry = z.strictObject({ cidr: SetEntry, comment: text, nomatch: Flag.optional() });

/** The firewall of virtual machines, and that of containers, which is the same. */
export const firewallOperations = [...operationsOf("qemu"), ...operationsOf("lxc")];

// https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/qemu/{vmid}/firewall
function operationsOf(kind: GuestKind) {
  const path = `/nodes/{node}/${kind}/{vmid}/firewall`;
  const of = (call: ProxmoxCall): Guest => guestOf(call, kind);
  return [
    operation(`GET ${path}/rules`, (call) => data(of(call).firewall.rules.map((rule, pos) => ({ ...rule, pos })))),
    // A new rule comes first, whatever `pos` says: `unshift @$rules, $rule` in PVE::API2::Firewall::Rules.
    operation(`POST ${path}/rules`, CreateRule, (call) => {
      const { pos: _pos, digest: _digest, ...rule } = call.body;
      const { firewall } = of(call);
      const made = stored({ enable: 0, ...rule });
      verifyRule(made, firewall);
      firewall.rules.unshift(made);
      return data(null);
    }),
    // `pos` is a number in the list, and here the text of the path: `$rule->{pos} = $param->{pos}` there.
    operation(`GET ${path}/rules/{pos}`, (call) => {
      const pos = positionOf(call, of(call));
      return data({ ...of(call).firewall.rules[pos], pos: String(pos) });
    }),
    operation(`PUT ${path}/rules/{pos}`, ChangeRule, (call) => {
      const { rules } = of(call).firewall;
      const pos = positionOf(call, of(call));
      const { moveto, delete: removed = "", digest: _digest, pos: _pos, ...changes } = call.body;
      // "Move rule to new position <moveto>. Other arguments are ignored."
      if (moveto !== undefined && moveto !== pos) {
        rules.splice(moveto > pos ? moveto - 1 : moveto, 0, ...rules.splice(pos, 1));
        return data(null);
      }
      const rule = { ...rules[pos], ...stored(changes) };
      for (const name of removed.split(",")) delete rule[name];
      verifyRule(rule, of(call).firewall);
      rules[pos] = rule;
      return data(null);
    }),
    operation(`DELETE ${path}/rules/{pos}`, (call) => {
      of(call).firewall.rules.splice(positionOf(call, of(call)), 1);
      return data(null);
    }),
    operation(`GET ${path}/options`, (call) => data({ ...of(call).firewall.options })),
    operation(`PUT ${path}/options`, ChangeOptions, (call) => {
      const { delete: removed = "", digest: _digest, ...changes } = call.body;
      const { options } = of(call).firewall;
      Object.assign(options, stored(changes));
      for (const name of removed.split(",")) delete options[name];
      return data(null);
    }),
    ...ipsetOperations(path, of),
  ];
}

function ipsetOperations(path: string, of: (call: ProxmoxCall) => Guest) {
  return [
    operation(`GET ${path}/ipset`, (call) =>
      data(
        of(call).firewall.ipsets.map(({ name, comment, cidrs }) => ({
          name,
          digest: digestOf(cidrs),
          ...(comment === undefined ? {} : { comment }),
        })),
      ),
    ),
    operation(`POST ${path}/ipset`, CreateIpset, (call) => {
      const { name, comment } = call.body;
      const { ipsets } = of(call).firewall;
      if (ipsets.some((set) => set.name === name)) throw parameterErrors({ name: `IPSet '${name}' already exists` });
      ipsets.push({ name, cidrs: [], ...(comment === undefined ? {} : { comment }) });
      return data(null);
    }),
    operation(`GET ${path}/ipset/{name}`, (call) => {
      const { cidrs } = ipsetOf(call, of(call));
      return data(cidrs.map((entry) => ({ ...entry, digest: digestOf(cidrs) })));
    }),
    operation(`POST ${path}/ipset/{name}`, CreateEntry, (call) => {
      const { cidrs } = ipsetOf(call, of(call));
      const { comment, nomatch } = call.body;
      const cidr = storedNetwork(call.body.cidr);
      if (cidrs.some((entry) => entry.cidr === cidr)) {
        throw parameterErrors({ cidr: `address '${cidr}' already exists` });
      }
      const further = { ...(comment ? { comment } : {}), ...(nomatch === true ? { nomatch: 1 } : {}) };
      cidrs.unshift({ cidr, ...further });
      return data(null);
    }),
    // One that is not in it is not missed.
    operation(`DELETE ${path}/ipset/{name}/{cidr}`, (call) => {
      const set = ipsetOf(call, of(call));
      const cidr = decodeURIComponent(call.params.cidr ?? "");
      set.cidrs = set.cidrs.filter((entry) => entry.cidr !== cidr);
      return data(null);
    }),
    operation(`DELETE ${path}/ipset/{name}`, (call) => {
      const set = ipsetOf(call, of(call));
      if (set.cidrs.length > 0 && call.query.get("force") !== "1") throw died(`IPSet '${set.name}' is not empty`);
      const { firewall } = of(call);
      firewall.ipsets = firewall.ipsets.filter((candidate) => candidate !== set);
      return data(null);
    }),
  ];
}

function positionOf(call: ProxmoxCall, guest: Guest): number {
  const pos = Number(call.params.pos);
  if (Number.isInteger(pos) && guest.firewall.rules[pos] !== undefined) return pos;
  throw died(`no rule at position ${call.params.pos}`);
}

function ipsetOf(call: ProxmoxCall, guest: Guest) {
  const set = guest.firewall.ipsets.find(({ name }) => name === call.params.name);
  if (set === undefined) throw died(`no such IPSet '${call.params.name}'`);
  return set;
}

function stored(fields: Record<string, string | number | boolean | undefined>): Rule {
  const given = Object.entries(fields).filter(
    (entry): entry is [string, string | number | boolean] => entry[1] !== undefined,
  );
  return Object.fromEntries(given.map(([name, value]) => [name, typeof value === "boolean" ? Number(value) : value]));
}

function digestOf(content: unknown): string {
  return createHash("sha1").update(JSON.stringify(content)).digest("hex");
}
