import type { Clock } from "./clock.ts";
import { currentEffects } from "./effects.ts";

/** What an action works on, in the vendor's words. */
export interface ActionResource {
  id: number;
  type: string;
}

/** A change that a cloud has accepted and carries out afterwards. */
export interface Action {
  id: number;
  command: string;
  status: "running" | "success" | "error";
  /** Milliseconds since 1970. */
  startedAt: number;
  finishedAt: number | null;
  resources: ActionResource[];
  error: { code: string; message: string } | null;
}

export interface StartAction {
  command: string;
  /** The one that is being changed comes first. */
  resources: ActionResource[];
  /** The change; it happens when the action ends. A rejection makes the action end in error. */
  work?: () => void | Promise<void>;
  /** Begin only when this one has succeeded; its failure fails this one too. */
  after?: Action;
}

export interface ActionsOptions {
  clock: Clock;
  /** How long each action takes. */
  durationMs: number;
  nextId: () => number;
  /** Hears why an action failed. */
  log: (line: string) => void;
}

/** The actions of one account at a cloud; each lists its change once, the clock decides when it happens. */
export class Actions {
  private readonly actions = new Map<number, Action>();
  private readonly byResource = new Map<string, Action[]>();
  private readonly followers = new Map<Action, (() => void)[]>();
  private readonly options: ActionsOptions;

  constructor(options: ActionsOptions) {
    this.options = options;
  }

  start(request: StartAction): Action {
    const action: Action = {
      id: this.options.nextId(),
      command: request.command,
      status: "running",
      startedAt: this.options.clock.now(),
      finishedAt: null,
      resources: request.resources,
      error: null,
    };
    this.remember(action);
    const { workFails } = currentEffects();
    const work = workFails === undefined ? request.work : () => refuse(workFails);
    const begin = () => this.options.clock.after(this.options.durationMs, () => this.carryOut(action, work));
    if (request.after?.status === "running") this.follow(request.after, action, begin);
    else begin();
    return action;
  }

  get(id: number): Action | undefined {
    return this.actions.get(id);
  }

  /** All actions, oldest first. */
  all(): Action[] {
    return [...this.actions.values()];
  }

  /** The actions that touch the resource, oldest first. */
  of(type: string, id: number): Action[] {
    return this.byResource.get(`${type} ${id}`) ?? [];
  }

  /** Whether an action occupies the resource. An action occupies the first of its resources until it ends. */
  isBusy(type: string, id: number): boolean {
    return this.of(type, id).some(({ status, resources: [subject] }) => {
      return status === "running" && subject?.type === type && subject.id === id;
    });
  }

  /** How far the action is, 0 to 100. */
  progress(action: Action): number {
    if (action.finishedAt !== null) return 100;
    if (this.options.durationMs === 0) return 0;
    const done = (this.options.clock.now() - action.startedAt) / this.options.durationMs;
    return Math.min(99, Math.max(0, Math.floor(done * 100)));
  }

  clear(): void {
    this.actions.clear();
    this.byResource.clear();
    this.followers.clear();
  }

  private remember(action: Action): void {
    this.actions.set(action.id, action);
    for (const { type, id } of action.resources) {
      const key = `${type} ${id}`;
      this.byResource.set(key, [...(this.byResource.get(key) ?? []), action]);
    }
  }

  private follow(leader: Action, action: Action, begin: () => void): void {
    const followers = this.followers.get(leader) ?? [];
    followers.push(() => {
      if (leader.status === "success") begin();
      else this.fail(action, `the action before it (${leader.command}) failed`);
    });
    this.followers.set(leader, followers);
  }

  private async carryOut(action: Action, work: StartAction["work"]): Promise<void> {
    try {
      await work?.();
      this.finish(action, "success");
    } catch (error) {
      this.fail(action, error instanceof Error ? error.message : String(error));
    }
  }

  private fail(action: Action, message: string): void {
    this.options.log(`action ${action.id} ${action.command} failed: ${message}`);
    action.error = { code: "action_failed", message };
    this.finish(action, "error");
  }

  private finish(action: Action, status: "success" | "error"): void {
    action.status = status;
    action.finishedAt = this.options.clock.now();
    for (const continueWith of this.followers.get(action) ?? []) continueWith();
    this.followers.delete(action);
  }
}

function refuse(reason: string): never {
  throw new Error(reason);
}
