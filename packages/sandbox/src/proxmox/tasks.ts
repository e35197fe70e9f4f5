import type { Clock } from "../kernel/clock.ts";
import { currentEffects } from "../kernel/effects.ts";
import { nodeOf, operation, type ProxmoxCall } from "./cluster.ts";
import { died, ProxmoxError } from "./errors.ts";

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

// https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/tasks
const list = operation("GET /nodes/{node}/tasks", (call) => {
  const { cluster } = call.account;
  nodeOf(call);
  const tasks = cluster.tasks.all().filter(({ exitstatus }) => exitstatus !== undefined);
  const data = tasks.slice(Number(call.query.get("start") ?? 0)).slice(0, Number(call.query.get("limit") ?? 50));
  return {
    status: 200,
    body: { data: data.map((task) => ({ ...named(task), status: task.exitstatus, endtime: task.endtime })) },
  };
});

// https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/tasks/{upid}/status
const status = operation("GET /nodes/{node}/tasks/{upid}/status", (call) => {
  const task = taskOf(call);
  const { exitstatus } = task;
  const state = exitstatus === undefined ? { status: "running" } : { status: "stopped", exitstatus };
  return { status: 200, body: { data: { ...named(task), ...state } } };
});

// https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/tasks/{upid}/log
const log = operation("GET /nodes/{node}/tasks/{upid}/log", (call) => {
  const lines = taskOf(call).log;
  // The vendor answers one line where there is none.
  const data = (lines.length === 0 ? ["no content"] : lines).map((t, index) => ({ n: index + 1, t }));
  const from = Number(call.query.get("start") ?? 0);
  return {
    status: 200,
    body: { data: data.slice(from, from + Number(call.query.get("limit") ?? 50)), total: data.length },
  };
});

export const taskOperations = [list, status, log];

function taskOf(call: ProxmoxCall): Task {
  nodeOf(call);
  const upid = decodeURIComponent(call.params.upid ?? "");
  const task = call.account.cluster.tasks.get(upid);
  if (task !== undefined) return task;
  if (/^UPID:[^:]+(:[0-9A-F]{8}){3}:[^:]+:[^:]*:[^:]+:$/.test(upid)) throw new ProxmoxError(500, "no such task");
  throw new ProxmoxError(400, "Parameter verification failed.", { upid: `unable to parse worker upid '${upid}'` });
}

function named({ upid, node, pid, pstart, starttime, type, id, user }: Task) {
  return { upid, node, pid, pstart, starttime, type, id, user };
}

function hex(value: number): string {
  return value.toString(16).toUpperCase().padStart(8, "0");
}
