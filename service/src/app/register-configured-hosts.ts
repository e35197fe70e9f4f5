import { regionsOf } from "@freehold/catalogue";
import type { Cloud } from "@freehold/model";
import type { Em } from "../db/em.ts";
import { findHost, insertHost } from "../db/hosts.ts";
import type { AppContext } from "./context.ts";
import { addressOf } from "./docker-secret.ts";

/** Slots of a host that nobody registered; its memory and cores are not counted. */
const SLOTS = 50;

/** The hosts that the configuration brings (the sandbox's own, or the one of the environment) are registered at first use. */
export async function registerConfiguredHosts(em: Em, context: AppContext, cloud: Cloud): Promise<void> {
  if (cloud !== "docker") return;
  for (const account of context.clouds.accounts("docker")) {
    if (account.secret.cloud !== "docker" || (await findHost(em, account.id)) !== null) continue;
    await insertHost(em, {
      id: account.id,
      name: account.id,
      cloud: "docker",
      region: regionsOf("docker")[0]?.name ?? "local",
      address: addressOf(account.secret),
      connectionSealed: null,
      slots: SLOTS,
      memoryGib: null,
      cores: null,
      edge: false,
      hostctlVersion: null,
    });
  }
}
