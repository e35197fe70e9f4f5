import { parseArgs } from "node:util";
import { templateTable } from "@freehold/components/templates";
import { CLOUDS, type Cloud, FreeholdError, type Template } from "@freehold/model";
import { STORY_CLOUDS } from "./story-clouds.ts";

export interface DemoOptions {
  /** Verify, destroy, look for leftovers, end. @default false: stay up until Ctrl-C */
  once: boolean;
  /** The last line of standard output is one JSON object. @default false */
  json: boolean;
  cloud: Cloud;
  template: Template;
  machines: "simulated" | "container";
  /** @default - what PORT says, or 8080; with `once` the system chooses */
  port: number;
  /** Tell of a machine that is deleted behind our back, too. @default false */
  story: boolean;
}

export const DEMO_USAGE = `usage: npm run demo [-- options]

Starts the service on emulated clouds, signs tenant acme up over HTTP, shows what was built, and stays up until Ctrl-C.

  --once                           verify, destroy, look for what is left, and end
  --story                          also: the machine is deleted behind our back, seen, planned, approved and recreated
  --json                           the last line of standard output is one JSON object
  --cloud NAME                     ${CLOUDS.join(", ")} (hetzner)
  --template NAME                  what runs on the machine (supabase)
  --machines simulated|container   container: a real Debian machine, which needs Docker (simulated)
  --port N                         port of the API (PORT, or 8080; with --once a free one)
  --help                           this`;

const MACHINES = ["simulated", "container"] as const;

/**
 * @param port What the variable PORT says
 * @throws FreeholdError `invalid_request` that says what is allowed
 */
export function readDemoOptions(args: readonly string[], port?: string): DemoOptions | "help" {
  const { values } = parse(args);
  if (values.help) return "help";
  const cloud = oneOf("--cloud", CLOUDS, values.cloud);
  if (values.story && !STORY_CLOUDS.includes(cloud))
    throw wrong(`--story must be told at one of ${STORY_CLOUDS.join(", ")}, got "${cloud}"`);
  return {
    once: values.once,
    json: values.json,
    story: values.story,
    cloud,
    template: oneOf("--template", templateTable().names(), values.template),
    machines: oneOf("--machines", MACHINES, values.machines),
    port:
      values.port === undefined ? portOf("PORT", port || (values.once ? "0" : "8080")) : portOf("--port", values.port),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        once: { type: "boolean", default: false },
        story: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
        json: { type: "boolean", default: false },
        cloud: { type: "string", default: "hetzner" },
        template: { type: "string", default: "supabase" },
        machines: { type: "string", default: "simulated" },
        port: { type: "string" },
      },
    });
  } catch (cause) {
    throw wrong(cause instanceof Error ? cause.message : String(cause));
  }
}

function oneOf<Value extends string>(flag: string, allowed: readonly Value[], got: string): Value {
  const value = allowed.find((candidate) => candidate === got);
  if (value !== undefined) return value;
  throw wrong(`${flag} must be one of ${allowed.join(", ")}, got "${got}"`);
}

function portOf(name: string, text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65535) return port;
  throw wrong(`${name} must be a TCP port, 0 to 65535, got "${text}"`);
}

function wrong(message: string): FreeholdError {
  return new FreeholdError("invalid_request", message, {
    nextStep: "`npm run demo -- --help` lists the options",
  });
}
