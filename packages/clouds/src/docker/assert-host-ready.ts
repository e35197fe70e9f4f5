import { FreeholdError, isFreeholdError } from "@freehold/model";
import type { WithDockerHost } from "./client.ts";

/**
 * Asks a host whether it takes slots: that its engine answers the user and that slots are enabled.
 *
 * @throws FreeholdError `cloud_misconfigured`, `cloud_unauthorized`, `cloud_unreachable`
 */
export async function assertHostReady(withHost: WithDockerHost): Promise<void> {
  await withHost(async (host) => {
    await host.engine("GET", "/version").catch(misconfigured("its Docker engine does not answer that user"));
    await host.hostctl("slot list").catch(misconfigured("slots are not enabled on it"));
  });
}

function misconfigured(what: string): (error: unknown) => never {
  return (error) => {
    const reason = isFreeholdError(error) ? `: ${error.message}` : "";
    throw new FreeholdError(
      "cloud_misconfigured",
      `the Docker host of FREEHOLD_DOCKER_HOST cannot be used, ${what}${reason}`,
      {
        cause: error,
        nextStep: "run `hostctl slot enable` there with the parts of templates/host/slot on standard input",
      },
    );
  };
}
