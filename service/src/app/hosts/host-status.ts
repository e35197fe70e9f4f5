import type { HostStatus } from "@freehold/model";
import type { HostRow } from "../../db/entities/host.ts";

/** A host that does not answer is dead, whatever else was asked of it. */
export function hostStatus({ deadSince, draining }: Pick<HostRow, "deadSince" | "draining">): HostStatus {
  if (deadSince !== null) return "dead";
  return draining ? "draining" : "ready";
}
