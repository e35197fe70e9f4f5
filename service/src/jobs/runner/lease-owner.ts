import { randomUUID } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { errorCode } from "../../error-code.ts";

/** A worker process, as it is written into the leases it holds. */
export interface LeaseOwner {
  /** Host and process namespace: process ids of two owners compare only when these are equal. */
  host: string;
  pid: number;
  /** When the process began, as the kernel counts it; a process id that came back has another. Empty where unknown. */
  began: string;
  /** Distinguishes two services in one process, and processes where nothing else does. */
  instance: string;
}

/** The owner that this process is. */
export function createLeaseOwner(): LeaseOwner {
  return { host: hostId(), pid: process.pid, began: processBegan(process.pid) ?? "", instance: randomUUID() };
}

export function formatOwner(owner: LeaseOwner): string {
  return [owner.host, owner.pid, owner.began, owner.instance].join(" ");
}

export function parseOwner(text: string): LeaseOwner {
  const [host = "", pid = "0", began = "", instance = ""] = text.split(" ");
  return { host, pid: Number(pid), began, instance };
}

/** What can be said of another owner from here: `elsewhere` when it is on another host, where only the clock can say. */
export function ownerLife(other: LeaseOwner, self: LeaseOwner): "self" | "alive" | "dead" | "elsewhere" {
  if (other.host !== self.host) return "elsewhere";
  if (other.instance === self.instance) return "self";
  const began = processBegan(other.pid);
  if (began !== undefined) return began === other.began ? "alive" : "dead";
  return isRunning(other.pid) ? "alive" : "dead";
}

function hostId(): string {
  const namespace = tryRead(() => readlinkSync("/proc/self/ns/pid")) ?? "";
  return `${hostname()}/${namespace}`.replaceAll(" ", "_");
}

/** Start time of a process in clock ticks since boot; undefined where there is no `/proc` or no such process. */
function processBegan(pid: number): string | undefined {
  const stat = tryRead(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  // The command's name may hold spaces and parentheses; the fields after its last parenthesis do not.
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, under another user.
    return errorCode(error) === "EPERM";
  }
}

function tryRead(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
