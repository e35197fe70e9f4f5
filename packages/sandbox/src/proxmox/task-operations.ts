import { nodeOf, operation, type ProxmoxCall } from "./cluster.ts";
import { ProxmoxError } from "./errors.ts";
import type { Task } from "./tasks.ts";

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
