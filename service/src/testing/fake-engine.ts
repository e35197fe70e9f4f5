import type { Engine, EngineProgress, RunHooks, RunRequest, RunResult, StackTarget } from "@freehold/engine";
import { FreeholdError, type PlannedChange } from "@freehold/model";
import { fakeOutputs } from "./fake-outputs.ts";

/** What the fake engine makes for a tenant, in order, with the stage each belongs to by its type. */
const TENANT_RESOURCES = [
  { type: "hcloud:index/sshKey:SshKey", name: "acme-ssh-key" },
  { type: "hcloud:index/server:Server", name: "acme-server" },
  { type: "cloudflare:index/dnsRecord:DnsRecord", name: "acme-dns" },
  { type: "command:remote:Command", name: "acme-apply" },
  { type: "command:remote:Command", name: "acme-wait" },
];
const ACCOUNT_RESOURCES = [{ type: "hcloud:index/firewall:Firewall", name: "web" }];

/**
 * An engine without Pulumi: it keeps a "cloud" and a "state" apart, as the real one does, and can be held, failed and
 * killed in the middle. Its cloud may be handed to a second engine, which then stands for the one after a restart.
 */
export interface FakeEngine extends Engine {
  readonly cloud: FakeCloud;
  /** Every call, such as `up t123`. */
  readonly calls: string[];
  /** Configuration of the newest run. */
  readonly lastConfig: RunRequest["config"];
  /** Makes creations of a resource of this type fail. Null: none. */
  failOn: {
    type: string;
    error: FreeholdError;
    /** Only in stacks with such a configuration. @default - in all */
    when?: (config: RunRequest["config"]) => boolean;
  } | null;
  /** What a preview foresees. */
  plan: PlannedChange[];
  /** What every stack's state has of outputs. */
  inState: Readonly<Record<string, unknown>>;
  /** How often a run was told to stop. */
  readonly cancelled: number;
  /** Stops before the resource of this type is made, until released. Gives the release; `reached` resolves at the stop. */
  holdAt(type: string): { reached: Promise<void>; release: () => void };
  /** From now on nothing answers any more, as when the process had died. */
  die(): void;
}

/** What outlives an engine: the cloud's resources and the stacks' state. */
export interface FakeCloud {
  /** `<stack>/<name>` of everything that exists. */
  readonly resources: Set<string>;
  /** What state says a stack holds. */
  readonly stacks: Map<string, Set<string>>;
}

export function createFakeCloud(): FakeCloud {
  return { resources: new Set(), stacks: new Map() };
}

interface Hold {
  type: string;
  reached: PromiseWithResolvers<void>;
  released: PromiseWithResolvers<void>;
}

export function createFakeEngine(cloud: FakeCloud = createFakeCloud()): FakeEngine {
  const calls: string[] = [];
  let holds: Hold[] = [];
  let lastConfig: RunRequest["config"] = {};
  let dead = false;
  let cancelled = 0;

  const pass = async (type: string, signal: AbortSignal | undefined): Promise<void> => {
    const hold = holds.find((candidate) => candidate.type === type);
    if (hold !== undefined) {
      holds = holds.filter((other) => other !== hold);
      hold.reached.resolve();
      await Promise.race([hold.released.promise, aborted(signal)]);
    }
    if (dead) await new Promise(() => {});
    if (!signal?.aborted) return;
    cancelled += 1;
    throw new FreeholdError("cancelled", "the engine was cancelled");
  };

  const up = async (request: RunRequest, hooks: RunHooks): Promise<RunResult> => {
    const resources = request.program === "tenant" ? TENANT_RESOURCES : ACCOUNT_RESOURCES;
    const state = cloud.stacks.get(request.stack) ?? new Set();
    cloud.stacks.set(request.stack, state);
    for (const { type, name } of resources) {
      const event = { kind: "resource", type, name, op: state.has(name) ? "same" : "create" } as const;
      hooks.onEvent({ ...event, state: "started" });
      await pass(type, hooks.signal);
      const { failOn } = engine;
      if (failOn?.type === type && (failOn.when?.(request.config) ?? true)) throw failOn.error;
      cloud.resources.add(`${request.stack}/${name}`);
      state.add(name);
      hooks.onEvent({ ...event, state: "done" });
    }
    const outputs = request.program === "tenant" ? fakeOutputs(request) : {};
    return {
      outputs: { ...outputs },
      secrets: [],
      resources: reports(resources),
      changes: {},
      expectedResources: [],
      drift: [],
    };
  };

  const destroy = async (request: RunRequest, hooks: RunHooks): Promise<RunResult> => {
    const state = cloud.stacks.get(request.stack) ?? new Set();
    const removed = TENANT_RESOURCES.filter(({ name }) => state.has(name)).toReversed();
    for (const resource of removed) {
      hooks.onEvent(progress(resource, "started"));
      await pass(resource.type, hooks.signal);
      cloud.resources.delete(`${request.stack}/${resource.name}`);
      state.delete(resource.name);
      hooks.onEvent(progress(resource, "done"));
    }
    for (const name of state) cloud.resources.delete(`${request.stack}/${name}`);
    state.clear();
    return { outputs: {}, secrets: [], resources: reports(removed), changes: {}, expectedResources: [], drift: [] };
  };

  const engine: FakeEngine = {
    cloud,
    calls,
    get cancelled() {
      return cancelled;
    },
    get lastConfig() {
      return lastConfig;
    },
    failOn: null,
    plan: [],
    inState: {},
    async run(request, hooks) {
      calls.push(`${request.action} ${request.program}`);
      lastConfig = request.config;
      if (request.action === "preview")
        return {
          outputs: {},
          secrets: [],
          resources: [],
          changes: {},
          expectedResources: [],
          drift: [],
          plan: engine.plan,
        };
      return request.action === "destroy" ? destroy(request, hooks) : up(request, hooks);
    },
    async recover({ stack, program, after }) {
      calls.push(`recover ${program} ${after}`);
      const state = cloud.stacks.get(stack) ?? new Set();
      const stray = [...cloud.resources].filter(
        (item) => item.startsWith(`${stack}/`) && !state.has(item.slice(stack.length + 1)),
      );
      for (const item of stray) cloud.resources.delete(item);
      return { killed: [], unlocked: false, clearedPending: [], removed: [], unowned: [] };
    },
    async list() {
      return [];
    },
    async forget({ stack, program }) {
      calls.push(`forget ${program}`);
      const state = cloud.stacks.get(stack) ?? new Set();
      const onHost = TENANT_RESOURCES.filter(({ type, name }) => type.startsWith("command:") && state.delete(name));
      return onHost.map(({ name }) => name);
    },
    async removeStack({ stack }: StackTarget, _passphrase: string, { cloudIsGone } = {}) {
      calls.push("removeStack");
      if (!cloudIsGone && (cloud.stacks.get(stack)?.size ?? 0) > 0)
        throw new Error(`stack ${stack} still holds resources`);
      cloud.stacks.delete(stack);
    },
    async adopt({ items }) {
      calls.push("adopt");
      return { adopted: [], left: [...items] };
    },
    stateOnlyResources: async () => [],
    async unprotect() {
      calls.push("unprotect");
    },
    // What this engine makes is at no cloud that could list it.
    expectedResources: async () => [],
    outputsInState: async () => engine.inState,
    stackExists: async ({ stack }) => cloud.stacks.has(stack),
    async close() {
      calls.push("close");
    },
    holdAt(type) {
      const hold = { type, reached: Promise.withResolvers<void>(), released: Promise.withResolvers<void>() };
      holds.push(hold);
      return { reached: hold.reached.promise, release: () => hold.released.resolve() };
    },
    die() {
      dead = true;
      for (const hold of holds) hold.released.resolve();
    },
  };
  return engine;
}

function progress({ type, name }: { type: string; name: string }, state: "started" | "done"): EngineProgress {
  return { kind: "resource", type, name, op: "delete", state };
}

function reports(resources: readonly { type: string; name: string }[]): RunResult["resources"] {
  return resources.map(({ type, name }) => ({ type, name, urn: `urn:pulumi:s::p::${type}::${name}` }));
}

async function aborted(signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return new Promise(() => {});
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
}
