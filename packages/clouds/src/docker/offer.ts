import { type LiveOffer, machineTypesOf, regionsOf } from "@freehold/catalogue";
import type { WithDockerHost } from "./client.ts";

/** What a host offers: every size, as long as it answers. How many slots it has room for is counted by the service. */
export async function readDockerOffer(withHost: WithDockerHost): Promise<LiveOffer> {
  await withHost((host) => host.hostctl("slot list"));
  const regions = regionsOf("docker").map(({ name }) => name);
  return {
    regions: regions.map((name) => ({ name, available: true })),
    machineTypes: machineTypesOf("docker").map(({ name }) => ({
      name,
      places: regions.map((region) => ({ region, available: true, perHour: 0, perMonth: 0 })),
    })),
  };
}
