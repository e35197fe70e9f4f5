import type { HostStatus } from "@freehold/model";
import type { HostRow } from "../../db/entities/host.ts";

/** Checks in a row after which a host that gives no answer is `unresponsive`: a single late answer may be our own slowness. */
const UNRESPONSIVE_CHECKS = 3;

/** What counts most stands first. A silence that has not lasted long enough is no status: most pass. */
export function hostStatus({
  deadSince,
  draining,
  trouble,
  troubleChecks,
  remapped,
}: Pick<HostRow, "deadSince" | "draining" | "trouble" | "troubleChecks" | "remapped">): HostStatus {
  if (deadSince !== null) return "dead";
  if (trouble === "misconfigured") return trouble;
  if (trouble === "unresponsive" && troubleChecks >= UNRESPONSIVE_CHECKS) return trouble;
  if (draining) return "draining";
  return remapped === false ? "unremapped" : "ready";
}
