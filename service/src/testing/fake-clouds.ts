import type { ConfiguredClouds } from "../app/clouds-port.ts";
import { sandboxClouds } from "../compose/sandbox-clouds.ts";

/**
 * A sandbox that nobody answers for: the fake engine calls no cloud.
 *
 * @param name Sandboxes with other names are other sandboxes
 */
export function fakeClouds(name = "sandbox"): ConfiguredClouds {
  return sandboxClouds({
    hetzner: { endpoint: "http://127.0.0.1:9/v1", token: name.padEnd(64, "h") },
    cloudflare: {
      endpoint: "http://127.0.0.1:9/client/v4",
      token: "c".repeat(40),
      zoneId: "0123456789abcdef0123456789abcdef",
      zone: "tenants.freehold.test",
    },
    sshPort: 22022,
  });
}
