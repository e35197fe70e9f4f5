import type { HostStatus } from "@freehold/model";
import type { HostRow } from "../../db/entities/host.ts";

/** What counts most stands first. A silence that has not lasted long enough is no status: most pass. */
export function hostStatus({
  deadSince,
  draining,
  trouble,
}: Pick<HostRow, "deadSince" | "draining" | "trouble">): HostStatus {
  if (deadSince !== null) return "dead";
  if (trouble === "unresponsive" || trouble === "misconfigured") return trouble;
  return draining ? "draining" : "ready";
}
