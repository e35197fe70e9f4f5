import { parseArgs } from "node:util";
import { CLOUDS, type Cloud, FreeholdError, TEMPLATES, type Template } from "@freehold/model";

export interface DemoOptions {
  /** Verify, destroy, look for leftovers, end. @default false: stay up until Ctrl-C */
  once: boolean;
  /** The last line of standard output is one JSON object. @default false */
  json: boolean;
  cloud: Cloud;
  template: Template;
  machines: "simulated" | "container";
  /** @default 8080; with `once` the system chooses */
  port: number;
}

const MACHINES = ["simulated", "container"] as const;

/** @throws FreeholdError `invalid_request` that says what is allowed */
export function readDemoOptions(args: readonly string[]): DemoOptions {
  const { values } = parse(args);
  return {
    once: values.once,
    json: values.json,
    cloud: oneOf("--cloud", CLOUDS, values.cloud),
    template: oneOf("--template", TEMPLATES, values.template),
    machines: oneOf("--machines", MACHINES, values.machines),
    port: portOf(values.port ?? (values.once ? "0" : "8080")),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        once: { type: "boolean", default: false },
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

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65535) return port;
  throw wrong(`--port must be a TCP port, 0 to 65535, got "${text}"`);
}

function wrong(message: string): FreeholdError {
  return new FreeholdError("invalid_request", message, {
    nextStep: "flags are --once --json --cloud --template --machines simulated|container --port",
  });
}
