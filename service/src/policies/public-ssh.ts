import type { PlannedChange } from "@freehold/model";
import type { Policy } from "./policy.ts";

/** Networks that are the whole internet. */
const EVERYBODY: ReadonlySet<string> = new Set(["0.0.0.0/0", "::/0"]);

/** @param level What a machine is worth whose SSH port the whole internet may reach. */
export function publicSsh(level: "deny" | "warn"): Policy {
  return {
    name: "public-ssh",
    description: "SSH is reached from the operator's networks only",
    check: ({ sshAllowedFrom, changes }) => {
      const open = sshAllowedFrom.filter((network) => EVERYBODY.has(network));
      const setting = open.map((network) => ({
        level,
        message: `SSH may be reached from ${network}: set FREEHOLD_SSH_ALLOWED_FROM to the networks that need it`,
      }));
      const rules = changes.filter(opensSsh).map(({ type, name }) => ({
        level,
        resource: name,
        message: `${type} "${name}" opens SSH to the whole internet`,
      }));
      return [...setting, ...rules];
    },
  };
}

interface Rule {
  direction?: unknown;
  port?: unknown;
  portRange?: unknown;
  sourceIps?: unknown;
  sourceAddresses?: unknown;
}

function opensSsh({ op, inputs }: PlannedChange): boolean {
  if (op === "delete") return false;
  const rules = [inputs.rules, inputs.inboundRules].flatMap((each) => (Array.isArray(each) ? (each as Rule[]) : []));
  return rules.some(
    (rule) =>
      rule.direction !== "out" &&
      holdsPort(rule.port ?? rule.portRange, 22) &&
      [rule.sourceIps, rule.sourceAddresses].some(
        (networks) => Array.isArray(networks) && networks.some((network) => EVERYBODY.has(String(network))),
      ),
  );
}

/** Ports are written as `22`, `20-25`, `any` or `all`. */
function holdsPort(written: unknown, port: number): boolean {
  const text = String(written);
  if (text === "any" || text === "all") return true;
  const [from = Number.NaN, to = from] = text.split("-").map(Number);
  return from <= port && port <= to;
}
