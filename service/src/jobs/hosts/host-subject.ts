import type { RunRequest } from "@freehold/engine";
import { toSharedHostStackConfig } from "@freehold/stack-shared-host/contract";
import { OPERATOR_ORGANIZATION } from "../../app/access/operator.ts";
import type { CloudTarget } from "../../app/accounts/clouds-port.ts";
import { openHostPassphrase } from "../../app/secrets/sealed.ts";
import type { HostJobContext } from "../runner/context.ts";
import type { StackSubject } from "../stacks/stack-subject.ts";

/** An ordered host, as it is built and taken down. */
export const hostSubject: StackSubject<HostJobContext> = {
  noun: "host",
  place: ({ order }) => order,
  stack: ({ order }) => ({ program: "shared-host", stack: order.stack }),
  passphrase: ({ app, order }) => openHostPassphrase(app.envelope, order),
  config: hostConfig,
  inventory: ({ order }, { inventory }) => ({
    tenantId: order.stack,
    clouds: inventory.filter(({ cloud }) => cloud !== "cloudflare" && cloud !== "route53"),
  }),
};

function hostConfig(
  { order, operation }: HostJobContext,
  { zone, sshPort, sshAllowedFrom, providers }: CloudTarget,
  { protect }: { protect: boolean },
): RunRequest["config"] {
  const { stack, cloud, region, size, certificates, email } = order;
  // A host has no name of its own: its tenants' names lead to it.
  const { cloudflare: _cloudflare, aws: _route53, ...machines } = providers;
  return toSharedHostStackConfig({
    ...{ hostId: stack, organization: OPERATOR_ORGANIZATION, operation: operation.id, cloud, region, size },
    ...{ zone, sshPort, tls: certificates, providers: machines, protect },
    // Proxmox VE has no profiles: each machine has a firewall of its own.
    ...(cloud === "proxmox" && { sshAllowedFrom }),
    ...(email !== null && { email }),
  });
}
