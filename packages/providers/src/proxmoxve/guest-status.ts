import { pause } from "../http/pause.ts";
import type { ProxmoxClient } from "./client.ts";

interface Status {
  status: "running" | "stopped";
  lock?: string;
}

const POLL_EVERY_MS = 100;

/** Whether the guest of that path is on. */
export async function isRunning(client: ProxmoxClient, path: string, signal: AbortSignal): Promise<boolean> {
  return (await client.get<Status>(`${path}/status/current`, signal)).status === "running";
}

export async function awaitRunning(client: ProxmoxClient, path: string, signal: AbortSignal): Promise<void> {
  while (!(await isRunning(client, path, signal))) await pause(POLL_EVERY_MS, signal);
}

/** Waits while a task holds the guest's configuration. */
export async function awaitUnlocked(client: ProxmoxClient, path: string, signal: AbortSignal): Promise<void> {
  while ((await client.get<Status>(`${path}/status/current`, signal)).lock !== undefined)
    await pause(POLL_EVERY_MS, signal);
}
