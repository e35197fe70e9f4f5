import type { TemplateRelease } from "@freehold/components/templates";
import { databaseNetworkIssue, FreeholdError, type Placement } from "@freehold/model";
import { isSlot } from "../hosts/choose-host.ts";

/**
 * Refuses networks that cannot be let to a database at this place.
 *
 * @throws FreeholdError `invalid_request`
 */
export function checkDatabaseNetworks(
  { template, manifest }: TemplateRelease,
  networks: readonly string[],
  placement: Pick<Placement, "cloud" | "mode">,
): void {
  if (networks.length === 0) return;
  if (!Object.values(manifest.ports).some(({ reach }) => reach === "firewall")) {
    throw refused("", `must be left out: the template ${template.name} has no port that could be opened`);
  }
  if (placement.mode === "shared" && placement.cloud !== "docker") {
    throw refused("", "must be left out for a slot on an ordered host: the firewall of such a host opens no database");
  }
  const issue = databaseNetworkIssue(networks, isSlot(placement) ? "docker" : placement.cloud);
  if (issue) throw refused(`/${issue.index}`, issue.detail);
}

function refused(at: string, detail: string): FreeholdError {
  return new FreeholdError("invalid_request", `databaseAllowedFrom ${detail}`, {
    errors: [{ pointer: `/databaseAllowedFrom${at}`, detail }],
    nextStep: "leave the network out and send the request again; `freehold tenants db` opens a tunnel without it",
  });
}
