import { FreeholdError, isFreeholdError } from "@freehold/model";
import { createDigitaloceanClient } from "./digitalocean/client.ts";
import { assertHostReady } from "./docker/assert-host-ready.ts";
import { createDockerClient } from "./docker/client.ts";
import { createHetznerClient } from "./hetzner/client.ts";
import { CloudHttpError } from "./http/cloud-http-error.ts";
import type { MachineAccess, RequestLimits } from "./machine-access.ts";
import type { MachineOrder } from "./machine-order.ts";
import { assertClusterReady } from "./proxmox/assert-cluster-ready.ts";
import { createProxmoxClient } from "./proxmox/client.ts";

/** What the token of each cloud is called among the settings. */
const TOKENS: Readonly<Record<MachineAccess["cloud"], string>> = {
  hetzner: "HCLOUD_TOKEN",
  digitalocean: "DIGITALOCEAN_TOKEN",
  proxmox: "PROXMOX_VE_API_TOKEN",
  docker: "FREEHOLD_DOCKER_SSH_PRIVATE_KEY",
};

/**
 * Asks a cloud, before anything is ordered, whether an order could be carried out: that the token is valid and may write and, at
 * Proxmox VE, that node, template, storages and bridge are what the settings say. Whether a region has machines left is in the offer.
 *
 * @throws FreeholdError `cloud_unauthorized`, `cloud_misconfigured`, `region_unknown`, `cloud_capacity`, `cloud_unreachable` that names
 *   the setting and what to do
 */
export async function assertReady(
  access: MachineAccess,
  order: MachineOrder,
  limits: RequestLimits = {},
): Promise<void> {
  const { attempts = 3, timeoutMs = 10_000 } = limits;
  const bounds = { attempts, timeoutMs };
  try {
    switch (access.cloud) {
      case "hetzner":
        return await createHetznerClient({ ...access, ...bounds }).tryWrite();
      case "digitalocean":
        return await createDigitaloceanClient({ ...access, ...bounds }).tryWrite();
      case "proxmox":
        return await assertClusterReady(createProxmoxClient({ ...access, ...bounds }), order);
      case "docker":
        return await assertHostReady(createDockerClient(access));
    }
  } catch (error) {
    if (isFreeholdError(error) && error.code === "cloud_unauthorized") throw refusedToken(access.cloud, error);
    throw error;
  }
}

function refusedToken(cloud: MachineAccess["cloud"], cause: FreeholdError): FreeholdError {
  const setting = TOKENS[cloud];
  // It says itself what lacks.
  if (!(cause instanceof CloudHttpError) && cause.nextStep !== undefined) return cause;
  const mayOnlyRead =
    cause instanceof CloudHttpError && (cause.vendorCode === "token_readonly" || cause.status === 403);
  const what = mayOnlyRead ? "it may not write" : "it is not valid";
  return new FreeholdError(
    "cloud_unauthorized",
    `${cloud} refuses the API token (${setting}, or the credential that was entered): ${what}: ${cause.message}`,
    { cause, nextStep: `set ${setting}, or the credential, to a token of the account that may read and write` },
  );
}
