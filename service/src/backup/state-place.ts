import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Config } from "../config/config.ts";

/** Where Pulumi's state is, as far as a backup reaches it. */
export type StatePlace =
  | { kind: "files"; folder: string }
  | { kind: "postgres"; url: string; table: string /** What stands before every key. */; prefix: string }
  /** Storage that has versions and backups of its own. */
  | { kind: "elsewhere"; scheme: string };

export function statePlaceOf({ home, backendUrl }: Pick<Config, "home" | "backendUrl">): StatePlace {
  if (backendUrl === undefined) return { kind: "files", folder: path.join(home, "engine", "state") };
  if (backendUrl.startsWith("file://")) return { kind: "files", folder: fileURLToPath(backendUrl) };
  const url = new URL(backendUrl);
  if (!/^postgres(ql)?:$/.test(url.protocol)) return { kind: "elsewhere", scheme: url.protocol };
  return {
    kind: "postgres",
    url: backendUrl,
    table: url.searchParams.get("table") ?? "pulumi_state",
    // The engine takes the path of the URL for a folder.
    prefix: `${url.pathname.slice(1)}/`,
  };
}
