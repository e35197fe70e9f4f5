import type { CloudAccess, DriftMeaning, InventoryItem, ObservedItem } from "@freehold/clouds";
import type { ErrorCode, FailureOrigin, ItemType, PlannedChange, Stage } from "@freehold/model";

/** What an operation asks of the engine. `preview` and `detect`, which compares the state with what is there, change nothing. */
export type EngineAction = "up" | "destroy" | "refresh" | "preview" | "detect";

/** One configuration value of a stack; secret values are encrypted before they touch a disk. */
export interface ConfigEntry {
  value: string;
  /** @default false */
  secret?: boolean;
}

/** Where resources are looked for, independently of what the state says. */
export interface InventoryTargets {
  /** Whose; null: what all tenants of the account share. */
  tenantId: string | null;
  clouds: CloudAccess[];
  /** The clouds' words for what the stack makes. @default - all of the tenant's */
  types?: readonly ItemType[];
  /**
   * What was there before the stack was first built: another stack's, and left alone. After a creation that was cut off nobody knows
   * any more what was there before: then what is of its type counts as the stack's.
   *
   * @default - nothing: all of a tenant's is its stack's
   */
  before?: readonly InventoryItem[];
}

/** A program and one of its stacks. */
export interface StackTarget {
  /** Name of a registered program: `tenant`, `account`, or one given to `createEngine`. */
  program: string;
  /** The stack's name: lower-case letters and digits. `_` would match the locks of other stacks. */
  stack: string;
  /**
   * The engine's own backend under other credentials, such as those of one lease. It reaches engine processes by their environment only.
   *
   * @default - the URL that the engine was made with
   */
  backendUrl?: string;
}

export interface RunRequest extends StackTarget {
  operationId: string;
  action: EngineAction;
  /** Keys with their namespace, such as `freehold-tenant:region` or `hcloud:token`. */
  config: Record<string, ConfigEntry>;
  /** Encrypts the stack's secrets. Random and long, for nothing else protects them. The same for the life of the stack. */
  passphrase: string;
  /**
   * After a destroy the clouds are asked, twice, whether anything of the tenant is left.
   *
   * @default - the clouds are not asked; the state alone decides
   */
  inventory?: InventoryTargets;
}

/** What a running operation reports. It holds an allow-list of fields; property values of resources never leave the runner. */
export type EngineProgress =
  | {
      kind: "resource";
      /** Pulumi type token, such as `hcloud:index/server:Server`; {@link INVENTORY_TYPE} for the question to the clouds after a destroy. */
      type: string;
      name: string;
      /** create, update, replace, delete, same, read, import, refresh. */
      op: string;
      state: "started" | "done" | "failed";
    }
  | { kind: "log"; level: "info" | "warning" | "error"; message: string };

/** Type of the progress event that stands for asking the clouds what is left after a destroy. */
export const INVENTORY_TYPE = "freehold:engine:Inventory";

export interface ResourceReport {
  type: string;
  name: string;
  urn: string;
}

export interface RunResult {
  /** Plain values, secret ones included: encrypt them before they are stored. Empty but for `up`. */
  outputs: Record<string, unknown>;
  /** Names of the outputs that are secret. */
  secrets: string[];
  /** What the stack holds after an `up` or `refresh`; what was removed by a `destroy`. Providers and the stack itself are left out. */
  resources: ResourceReport[];
  /** How many resources met which verb: `{ create: 9 }`. */
  changes: Record<string, number>;
  /** Of a `preview`: what would happen. @default - it was none */
  plan?: PlannedChange[];
  /** What the stack holds at the clouds after an `up` or `refresh`, in the clouds' own words: what they list must be this. */
  expectedResources: ObservedItem[];
  /** What differs from the state, of a `detect`. */
  drift: ResourceDrift[];
  /** Of a `preview`: how what it would make hangs together. @default - it was none */
  blueprint?: BlueprintResource[];
}

/** A resource that an `up` would make: how it is found at its cloud, and its place in the state. */
export interface BlueprintResource {
  urn: string;
  type: string;
  /** False for components. */
  custom: boolean;
  /** URN; empty for the stack itself. */
  parent: string;
  /** URN and id, `urn::id`; empty for what no provider makes. */
  provider: string;
  protect: boolean;
  foundBy: Partial<Record<"name" | "type" | "zoneId" | "nodeName" | "version", string>>;
}

/** What the clouds hold and a stack's state does not know, to be taken into the state as what the stack's program would make. */
export interface AdoptRequest extends Omit<RunRequest, "action"> {
  /** What a recovery found beyond the state, asked twice. */
  items: readonly InventoryItem[];
  /**
   * What {@link Engine.stateOnlyResources} returned for the stack when it had a state: put back where the state has it no more.
   *
   * @default - none
   */
  stateOnlyResources?: readonly StateOnlyResource[];
}

/** What an adoption did. */
export interface AdoptionReport {
  /** What is in the state now, each under the URN that the program gives it. */
  adopted: { item: InventoryItem; urn: string }[];
  /** What the program would not make, or the state has already: it stays as it is. */
  left: InventoryItem[];
}

/** A resource that is nowhere but in the state, such as a generated password. Secret values are encrypted with the stack's passphrase. */
export type StateOnlyResource = Readonly<Record<string, unknown>> & { readonly urn: string; readonly type: string };

/** A resource that is there otherwise than the state has it. */
export interface ResourceDrift extends ResourceReport {
  meaning: DriftMeaning;
  /** Names of the fields that differ; none for what is gone. */
  fields: string[];
  /** What it should be, as far as that may be shown; see `PlannedChange`. */
  inputs: Record<string, unknown>;
}

export interface RunHooks {
  onEvent(event: EngineProgress): void;
  /**
   * Aborting it lets the cloud calls in flight end and stores what they made; then `run` rejects with `cancelled`. Aborted with a
   * FreeholdError `lease_lost` as its reason it ends runner and engine at once: somebody else goes on.
   */
  signal?: AbortSignal;
}

export interface RecoverRequest extends StackTarget {
  passphrase: string;
  /**
   * What the interrupted operation was. After a `create` or a `destroy` what the clouds hold beyond the state is removed;
   * after an `update` it is only reported, because a live tenant may depend on it.
   */
  after: "create" | "update" | "destroy";
  /**
   * Remove what the state knows as made half-way as well, so that the next build recreates it: a provider that is asked to finish it
   * may not know which half is missing. Not after an `update`, and only what `inventory` asks for: the rest stays in the state.
   *
   * @default false
   */
  removeHalfMade?: boolean;
  /** @default - the clouds are not asked */
  inventory?: InventoryTargets;
  /**
   * The caller vouches that nobody else may work on the stack: it has the lease, and that of every earlier owner has ended, its grace
   * too. Then locks are taken whoever holds them, and what is still at work on this host in another service's name is killed.
   *
   * @default false: what another host or another service left ends the recovery with `stack_locked`
   */
  othersGone?: boolean;
}

/** What a recovery found and did. */
export interface RecoveryReport {
  /** Process groups of old runs that were still alive and were ended. */
  killed: number[];
  /** True when a lock of a dead engine was taken away. */
  unlocked: boolean;
  /** URNs whose creation was begun and never recorded as ended. */
  clearedPending: string[];
  /** What the clouds held beyond the state and what was removed from them. */
  removed: InventoryItem[];
  /** What the clouds hold beyond the state and was left alone (after an `update`). */
  unowned: InventoryItem[];
}

export interface RemoveStackOptions {
  /**
   * The clouds that held the stack's resources exist no longer, as after the end of a sandbox.
   *
   * @default false: a state that still names resources is kept, because without it nobody would know of them
   */
  cloudIsGone?: boolean;
}

/** Resources of a stack that are gone, with the machine that they were on, and cannot be asked or removed any more. */
export interface ForgetRequest extends StackTarget {
  passphrase: string;
  /** What the type tokens of the resources begin with, such as `docker:`. @default - none for its type */
  types?: readonly string[];
  /** What is gone, by URN: what is deleted with it goes too. @default - nothing by name */
  urns?: readonly string[];
}

/** Runs Pulumi programs in supervised processes. Every failure is a `FreeholdError` with a code. */
export interface Engine {
  /**
   * Carries one operation out. One operation at a time per stack; more wait for a free runner, in order.
   *
   * @throws FreeholdError with the code that the failing resource's message stands for, or `engine_failed`, `stack_locked`,
   * `runner_lost`, `engine_timeout`, `cancelled`, `leftovers_found`, `stack_protected` for a `destroy` of what is protected
   */
  run(request: RunRequest, hooks: RunHooks): Promise<RunResult>;

  /**
   * Makes a stack fit for the next operation after one that did not end well: proves the old processes dead, removes their lock,
   * clears pending operations, and compares what the clouds hold with the state. Call it before every resume.
   */
  recover(request: RecoverRequest): Promise<RecoveryReport>;

  /**
   * Takes resources out of a stack's state without a call to anybody: the next `up` recreates them, wherever its configuration says.
   * Nothing may run on the stack: call {@link Engine.recover} first.
   *
   * @returns The URNs of what was forgotten; none for a stack that is not there.
   */
  forget(request: ForgetRequest): Promise<string[]>;

  /**
   * Takes what the clouds hold beyond the state into it, as what the program would make of the same kind and name: with its place in the
   * stack, its protection, and what its provider reads of it now. A stack without a state gets one. Nothing is changed at the clouds.
   * Nothing may run on the stack: call {@link Engine.recover} first, which says what to adopt.
   */
  adopt(request: AdoptRequest, hooks: RunHooks): Promise<AdoptionReport>;

  /**
   * Takes the protection of a stack's resources away in its state, without which `destroy` refuses with `stack_protected`. Nothing may run
   * on the stack.
   *
   * @param before Called with what is protected, before it is not any more; not called when nothing is
   */
  unprotect(
    target: StackTarget,
    passphrase: string,
    before: (resources: readonly ResourceReport[]) => Promise<void>,
  ): Promise<void>;

  /** What of a stack is nowhere but in its state. Keep it: with it a state that is lost can be recreated. None for a stack that is not there. */
  stateOnlyResources(target: StackTarget, passphrase: string): Promise<StateOnlyResource[]>;

  /** Removes state, history, backups and locks of a stack whose resources are gone, and verifies it. A stack that is not there is fine. */
  removeStack(target: StackTarget, passphrase: string, options?: RemoveStackOptions): Promise<void>;

  stackExists(target: StackTarget): Promise<boolean>;

  /** What the clouds hold of the targets now, asked once. No state is asked. */
  list(targets: InventoryTargets): Promise<InventoryItem[]>;

  /** What the state says the stack holds at the clouds; none for a stack that is not there. Asks no cloud. */
  expectedResources(target: StackTarget, passphrase: string): Promise<ObservedItem[]>;

  /**
   * The stack's outputs as its state has them from the last `up` that ended well; secret ones stay encrypted. None for a stack that is not
   * there, or was never up.
   */
  outputsInState(target: StackTarget, passphrase: string): Promise<Readonly<Record<string, unknown>>>;

  /** Cancels what runs, waits for it, and ends every runner. */
  close(): Promise<void>;
}

/** A program that runners can run: a module that exports `program(): Promise<Record<string, unknown>>`. */
export interface ProgramSource {
  /** The Pulumi project its stacks belong to. */
  project: string;
  /** URL of the module. */
  module: string;
}

export interface EngineOptions {
  /** Path of the `pulumi` binary. */
  pulumiBin: string;
  /** Folder of the engine's own files: state (unless elsewhere), run records, working folders, plugins. Made when missing. */
  home: string;
  /** @default - files under `<home>/state` */
  backendUrl?: string;
  /** Runner processes kept warm; each runs one operation at a time and takes 130 to 200 MB. @default 2 */
  poolSize?: number;
  /** Attach the stand-ins for provider plugins inside the runners. */
  standIns: boolean;
  /** Environment of runners and engines, over the inherited allow-list. @default {} */
  env?: Record<string, string>;
  /** Programs beside `tenant` and `account`. */
  programs?: Record<string, ProgramSource>;
  /** Operations after which a runner is replaced by a fresh one. @default 50 */
  runsPerRunner?: number;
  /** How long a cancelled engine may take to end the cloud calls in flight, before it is killed; longer than the longest cloud call. @default 120 s */
  cancelGraceMs?: number;
  /** Time without any engine event after which an operation counts as hung; longer than the longest wait of a single resource. @default 1,200 s */
  silenceMs?: number;
  /** Longest an operation may take. @default 3,600 s */
  deadlineMs?: number;
  /** Longest that a stage of an operation may take. @default - as long as the whole */
  stageMs?: Partial<Record<Stage, number>>;
  /** Pause between the two questions to the clouds: a resource whose order was accepted may appear late. @default 3 s */
  inventoryDelayMs?: number;
  log?: EngineLog;
}

/** Receives what concerns the operator of the service rather than the owner of a tenant. */
export type EngineLog = (
  level: "info" | "warning" | "error",
  message: string,
  fields?: Record<string, unknown>,
) => void;

/** A failure as it crosses the process boundary; it becomes a `FreeholdError`. */
export interface Failure {
  code: ErrorCode;
  message: string;
  /** Where the resource that failed is. @default - nowhere in particular */
  cloud?: FailureOrigin | undefined;
  /** A remedy of the program's own. @default - none: the engine knows what failed, its caller what can be done */
  nextStep?: string;
}
