import { machineAccessOf } from "@freehold/clouds";
import type { AskAccount } from "../app/accounts/ask-account-port.ts";
import type { ConfiguredClouds } from "../app/accounts/clouds-port.ts";
import type { Gateway } from "../gateway/gateway.ts";

/** Questions to accounts go through the gateway, each with an address of its own. */
export function createAskAccount(gateway: Gateway, clouds: ConfiguredClouds): AskAccount {
  return async ({ id, secret, ...account }, ask) => {
    const session = gateway.openSession("accounts", () => true);
    try {
      const access = clouds.access(secret);
      const asked = { ...account, cloud: secret.cloud, accountId: id, providers: {}, inventory: [access] };
      return await ask(machineAccessOf((await session.through(asked)).inventory) ?? access);
    } finally {
      session.end();
    }
  };
}
