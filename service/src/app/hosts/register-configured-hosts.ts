import { regionsOf } from "@freehold/catalogue";
import type { Cloud } from "@freehold/model";
import { dockerHostOf } from "@freehold/stack-contract/cloud-settings";
import { findHost, insertHost } from "../../db/hosts.ts";
import type { Em } from "../../db/kernel/em.ts";
import type { AppContext } from "../context.ts";

/** Slots of a host that nobody registered; its memory and cores are not counted. */
const SLOTS = 50;

/** The hosts that the configuration brings (the sandbox's own, or the one of the environment) are registered at first use. */
export async function registerConfiguredHosts(em: Em, { clouds }: AppContext, cloud: Cloud): Promise<void> {
  if (cloud !== "docker") return;
  for (const { id, secret, maxTenants } of clouds.accounts("docker")) {
    if (secret.cloud !== "docker" || (await findHost(em, id)) !== null) continue;
    await insertHost(em, {
      id,
      name: id,
      cloud: "docker",
      region: regionsOf("docker")[0]?.name ?? "local",
      address: dockerHostOf(secret).address,
      connectionSealed: null,
      slots: maxTenants ?? SLOTS,
      memoryGib: null,
      cores: null,
      limitStorage: secret.limitStorage ?? true,
      edge: false,
      hostctlVersion: null,
    });
  }
}
