import { machineAccessOf } from "@freehold/clouds";
import { FreeholdError } from "@freehold/model";
import type { AskAccount } from "../app/accounts/ask-account-port.ts";
import type { ConfiguredClouds } from "../app/accounts/clouds-port.ts";
import type { Gateway } from "../gateway/gateway.ts";

/** Questions to accounts go through the gateway, each with an address of its own. */
export function createAskAccount(gateway: Gateway, clouds: ConfiguredClouds): AskAccount {
  return async ({ id, secret, ...account }, ask, signal) => {
    const session = gateway.openSession("accounts", () => true, { isOwn: true, ...(signal && { signal }) });
    try {
      const access = clouds.access(secret);
      const asked = { ...account, cloud: secret.cloud, accountId: id, providers: {}, inventory: [access] };
      return await ask(machineAccessOf((await session.through(asked)).inventory) ?? access);
    } catch (error) {
      // The gateway's refusal reads as if the cloud refused the credential.
      if (signal?.aborted) throw nobodyWaits(error);
      throw error;
    } finally {
      session.end();
    }
  };
}

function nobodyWaits(cause: unknown): FreeholdError {
  return new FreeholdError("service_unavailable", "the question was given up: nobody waits for its answer any more", {
    cause,
  });
}
