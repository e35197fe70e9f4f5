import { fileURLToPath } from "node:url";
import { createCommandStateStore, type PulumiRun } from "./command-state-store.ts";
import { createFileStateStore } from "./file-state-store.ts";
import type { StateStore } from "./state-store.ts";

/** The store for a backend URL: files are reached directly, everything else through the engine. */
export function openStateStore(backendUrl: string, pulumi: PulumiRun): StateStore {
  return backendUrl.startsWith("file:///")
    ? createFileStateStore(fileURLToPath(backendUrl))
    : createCommandStateStore(pulumi);
}
