import { createHash } from "node:crypto";
import { type Cloud, FreeholdError } from "@freehold/model";
import type { CloudTarget, ConfiguredClouds } from "../app/clouds-port.ts";
import type { SandboxAccess } from "./sandbox-access.ts";

const NAMES_OF_SANDBOXES = /^hetznersandbox[0-9a-f]+$/;

/** The emulated clouds as the service orders from them. */
export function sandboxClouds(access: SandboxAccess): ConfiguredClouds {
  const { hetzner, cloudflare, sshPort } = access;
  // Every sandbox has tokens of its own: what was built in an earlier one is told apart by them.
  const fingerprint = createHash("sha256").update(hetzner.token).digest("hex").slice(0, 12);
  const target: CloudTarget = {
    cloud: "hetzner",
    accountId: `hetznersandbox${fingerprint}`,
    accountStack: `hetznersandbox${fingerprint}`,
    zone: cloudflare.zone,
    zoneId: cloudflare.zoneId,
    sshPort,
    sshAllowedFrom: ["0.0.0.0/0", "::/0"],
    tls: "internal",
    providers: {
      hcloud: { token: hetzner.token, endpoint: hetzner.endpoint },
      cloudflare: { apiToken: cloudflare.token, baseUrl: cloudflare.endpoint },
    },
    inventory: [
      { cloud: "hetzner", token: hetzner.token, endpoint: hetzner.endpoint },
      { cloud: "cloudflare", token: cloudflare.token, endpoint: cloudflare.endpoint, zoneId: cloudflare.zoneId },
    ],
  };
  return {
    kind: "sandbox",
    zone: target.zone,
    list: () => [{ name: "hetzner", configured: true, missing: [] }],
    target(cloud) {
      if (cloud === "hetzner") return target;
      throw notEmulated(cloud);
    },
    isGone: (accountId) => NAMES_OF_SANDBOXES.test(accountId) && accountId !== target.accountId,
  };
}

function notEmulated(cloud: Cloud): FreeholdError {
  return new FreeholdError(
    "cloud_not_configured",
    `the sandbox of this version emulates hetzner only, got "${cloud}"`,
    {
      errors: [{ pointer: "/placement/cloud", detail: `must be one of hetzner in the sandbox, got "${cloud}"` }],
      nextStep: "choose hetzner",
    },
  );
}
