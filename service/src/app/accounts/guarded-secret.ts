import { OPERATOR_ORGANIZATION } from "../access/operator.ts";
import type { AppContext } from "../context.ts";
import type { AccountSecret } from "./clouds-port.ts";

/**
 * A secret as it may be used: what a customer gave leads to public addresses only. The operator's own does not: a cluster is private by
 * nature, and whose it is knows the network.
 *
 * @param organization Whose account it is; null for the platform's
 */
export function guarded(secret: AccountSecret, organization: string | null): AccountSecret {
  if (secret.cloud !== "proxmox" || organization === null || organization === OPERATOR_ORGANIZATION) return secret;
  // Left out, it would be what the cluster says of itself, which is a customer's word too.
  const sshAddress = secret.sshAddress ?? hostOf(secret.endpoint);
  return { ...secret, sshAddress, publicOnly: true };
}

/**
 * Refuses a guarded secret whose addresses are not public now. The gateway checks the API's again at each connection; SSH is the
 * provider's, so a name is looked up here before it is handed on.
 *
 * @throws FreeholdError `invalid_request`
 */
export async function assertGuarded({ publicHosts }: Pick<AppContext, "publicHosts">, secret: AccountSecret) {
  if (secret.cloud !== "proxmox" || secret.publicOnly !== true) return;
  await publicHosts.assertAllowed(hostOf(secret.endpoint), "/access/endpoint");
  if (secret.sshAddress !== undefined) await publicHosts.assertAllowed(secret.sshAddress, "/access/sshAddress");
}

function hostOf(endpoint: string): string {
  return new URL(endpoint).hostname;
}
