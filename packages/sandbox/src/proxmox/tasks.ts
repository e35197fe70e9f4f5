import type { Clock } from "../kernel/clock.ts";
import { currentEffects } from "../kernel/effects.ts";
import { died } from "./errors.ts";

/** Work that a node does after its answer. */
export interface Task {
  upid: string;
  node: string;
  pid: number;
  pstart: number;
  starttime: number;
  type: string;
  /** What it works on: a guest's number, or nothing. */
  id: string;
  user: string;
  /** How it ended; undefined while it runs. */
  exitstatus: string | undefined;
  endtime: number | undefined;
  log: string[];
}

export interface StartTask {
  node: string;
  type: string;
  id: string;
  user: string;
  work: () => void | Promise<void>;
  /** What the node does when the work fails. */
  undo?: () => void;
}

/** The tasks of a cluster; the clock decides when each is done. */
export class Tasks {
  private readonly tasks = new Map<string, Task>();
  private readonly clock: Clock;
  private readonly durationMs: number;
  private lastPid = 0xa000;

  constructor(clock: Clock, durationMs: number) {
    this.clock = clock;
    this.durationMs = durationMs;
  }

  /** Returns the task's id. */
  start({ work, undo, ...what }: StartTask): string {
    this.lastPid += 1;
    const pid = this.lastPid;
    const starttime = Math.floor(this.clock.now() / 1000);
    const pstart = pid * 100;
    const upid = `UPID:${[what.node, hex(pid), hex(pstart), hex(starttime), what.type, what.id, what.user].join(":")}:`;
    const task: Task = { ...what, upid, pid, pstart, starttime, exitstatus: undefined, endtime: undefined, log: [] };
    this.tasks.set(upid, task);
    const { workFails } = currentEffects();
    const failing = workFails === undefined ? work : () => Promise.reject(died(workFails));
    this.clock.after(this.durationMs, () => this.carryOut(task, failing, undo));
    return upid;
  }

  get(upid: string): Task | undefined {
    return this.tasks.get(upid);
  }

  /** All tasks, youngest first. */
  all(): Task[] {
    return [...this.tasks.values()].reverse();
  }

  clear(): void {
    this.tasks.clear();
  }

  private async carryOut(task: Task, work: StartTask["work"], undo: StartTask["undo"]): Promise<void> {
    try {
      await work();
      task.exitstatus = "OK";
    } catch (error) {
      task.exitstatus = error instanceof Error ? error.message : String(error);
      undo?.();
    }
    task.log.push(task.exitstatus === "OK" ? "TASK OK" : `TASK ERROR: ${task.exitstatus}`);
    task.endtime = Math.floor(this.clock.now() / 1000);
  }
}

function hex(value: number): string {
  return value.toString(16).toUpperCase().padStart(8, "0");
}
