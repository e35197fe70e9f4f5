import type { AccountFacts } from "../account-facts.ts";
import type { WithDockerHost } from "./client.ts";

/** A host that takes the key and has slots enabled is of use; how much room it has is its operator's to say. */
export async function readDockerAccount(withHost: WithDockerHost): Promise<AccountFacts> {
  await withHost((host) => host.hostctl("slot list"));
  return { limits: {}, isManaged: true };
}
