import { parseArgs } from "node:util";
import type { SandboxOptions } from "./sandbox.ts";

export const USAGE = `usage: npm run sandbox -- [options]

Starts the emulated clouds on this machine and prints where they are; Ctrl-C ends them and everything in them.

  --json                           one line of JSON instead of text
  --machines simulated|container   what servers are made of (simulated)
  --offline                        container machines pull no images
  --docker, --no-docker            with or without a Docker host (with one, when machines are simulated)
  --port N                         port of the first endpoint; the others take the next ones (free ones)
  --ssh-port N                     port on which machines answer SSH (22022)
  --rate-limit                     refuse requests beyond the vendors' limits
  --accounts N                     accounts at Hetzner and DigitalOcean, printed with --json (1)
  --zone NAME                      a DNS zone; may be given several times (tenants.freehold.test)
  --keep FILE                      write the line of --json to FILE, and go on until FILE is gone or a day old
  --stop                           end the sandbox that \`npm start\` keeps for the home (FREEHOLD_HOME, ~/.freehold)
  --help                           this`;

const MOST_ACCOUNTS = 20;

/** Leaves room for the endpoints that take the ports after the first. */
const LAST_PORT = 65_500;

/** What the command is asked for. */
export interface SandboxArguments {
  json: boolean;
  help: boolean;
  stop: boolean;
  /** @default - it goes on until it is interrupted */
  keep: string | undefined;
  accounts: number;
  options: SandboxOptions;
}

/** @throws Error that says what is allowed */
export function readArguments(args: string[]): SandboxArguments {
  const { values } = parse(args);
  const machines = values.machines ?? "simulated";
  if (machines !== "simulated" && machines !== "container") {
    throw wrong(`--machines must be simulated or container, got ${machines}`);
  }
  const offline = values.offline ?? false;
  if (offline && machines !== "container") throw wrong("--offline needs --machines container");
  const port = readPort("--port", values.port);
  const sshPort = readPort("--ssh-port", values["ssh-port"]);
  const [zone, ...furtherZones] = values.zone ?? [];
  const options = {
    machines,
    offline,
    ...(values.docker !== undefined && { dockerHost: values.docker }),
    ...(zone !== undefined && { zone, furtherZones }),
    rateLimit: values["rate-limit"] ?? false,
    ...(port !== undefined && { port }),
    ...(sshPort !== undefined && { sshPort }),
  } as const;
  const { json = false, help = false, stop = false, keep } = values;
  return { json, help, stop, keep, accounts: readAccounts(values.accounts), options };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowNegative: true,
      options: {
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
        stop: { type: "boolean" },
        keep: { type: "string" },
        machines: { type: "string" },
        offline: { type: "boolean" },
        docker: { type: "boolean" },
        port: { type: "string" },
        "ssh-port": { type: "string" },
        "rate-limit": { type: "boolean" },
        accounts: { type: "string" },
        zone: { type: "string", multiple: true },
      },
    });
  } catch (error) {
    throw wrong((error as Error).message, error);
  }
}

function readPort(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > LAST_PORT)
    throw wrong(`${name} must be a port, 1 to ${LAST_PORT}, got ${text}`);
  return port;
}

/** Accounts at each cloud that knows them; printed with `--json`. */
function readAccounts(text = "1"): number {
  const accounts = Number(text);
  if (!Number.isInteger(accounts) || accounts < 1 || accounts > MOST_ACCOUNTS)
    throw wrong(`--accounts must be a whole number, 1 to ${MOST_ACCOUNTS}, got ${text}`);
  return accounts;
}

function wrong(message: string, cause?: unknown): Error {
  return new Error(`${message}; \`npm run sandbox -- --help\` lists the options`, { cause });
}
