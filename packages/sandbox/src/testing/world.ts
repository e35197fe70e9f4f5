import { type Sandbox, type SandboxOptions, startSandbox } from "../sandbox.ts";
import { type RecordingMachines, recordingMachines } from "./recording-machines.ts";

/** An answer with its body parsed. */
export interface Reply {
  status: number;
  headers: Headers;
  body: unknown;
}

export type Ask = (method: string, path: string, body?: unknown) => Promise<Reply>;

export interface World extends AsyncDisposable {
  sandbox: Sandbox;
  machines: RecordingMachines;
  hetzner: Ask;
  /** The same API with the token of another project. */
  hetznerAs(project: string): Ask;
  cloudflare: Ask;
  control: Ask;
  /** Lets time pass where the clock is held. */
  advance(ms: number): Promise<void>;
}

/** A sandbox with machines that only remember; `await using` closes it. */
export async function openWorld(options: Omit<SandboxOptions, "machines"> = {}): Promise<World> {
  const machines = recordingMachines();
  const sandbox = await startSandbox({ ...options, machines });
  const control = askAt(sandbox.control.endpoint);
  return {
    sandbox,
    machines,
    hetzner: askAt(sandbox.hetzner.endpoint, sandbox.hetzner.token),
    hetznerAs: (project) => askAt(sandbox.hetzner.endpoint, sandbox.hetzner.newToken(project)),
    cloudflare: askAt(sandbox.cloudflare.endpoint, sandbox.cloudflare.token),
    control,
    async advance(ms) {
      await control("POST", "/clock/advance", { ms });
    },
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

/** Sends requests to an address; a string body is sent as it is. */
export function askAt(endpoint: string, token?: string): Ask {
  return async (method, path, body) => {
    const response = await fetch(`${endpoint}${path}`, {
      method,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
  };
}

/** The value at a dotted path in a body: `at(reply, "server.public_net.ipv4.ip")`. */
export function at(reply: Reply, path: string): unknown {
  return path
    .split(".")
    .reduce((value: unknown, key) => (value as Record<string, unknown> | undefined)?.[key], reply.body);
}

/** The id of the object of the name in a body. */
export function idOf(reply: Reply, name: string): number {
  const id = at(reply, `${name}.id`);
  if (typeof id !== "number") throw new Error(`${name}.id must be a number, got ${JSON.stringify(reply.body)}`);
  return id;
}
