import type { ConfiguredClouds } from "../app/accounts/clouds-port.ts";
import { sandboxClouds } from "../compose/sandbox-clouds.ts";

/**
 * A sandbox that nobody answers for: the fake engine calls no cloud.
 *
 * @param name Sandboxes with other names are other sandboxes
 * @param accounts Accounts at Hetzner
 * @param zones Zones at Cloudflare
 */
export function fakeClouds(
  name = "sandbox",
  accounts = 1,
  zones: readonly string[] = ["tenants.freehold.test"],
): ConfiguredClouds {
  const furtherTokens = Array.from({ length: accounts - 1 }, (_, index) => `${name}${index}`.padEnd(64, "h"));
  return sandboxClouds({
    hetzner: { endpoint: "http://127.0.0.1:9/v1", token: name.padEnd(64, "h"), furtherTokens },
    digitalocean: { endpoint: "http://127.0.0.1:9/v2", token: `dop_v1_${"d".repeat(64)}` },
    proxmox: {
      endpoint: "https://127.0.0.1:9",
      tokenId: "root@pam!freehold",
      tokenSecret: "00000000-0000-4000-8000-000000000000",
      node: "pve",
      templateId: 9000,
      ssh: { address: "127.0.0.1", port: 9, username: "root", password: "p" },
    },
    docker: {
      host: "ssh://freehold@127.0.0.1:9",
      sshPrivateKey: "k",
      hostKey: "ssh-ed25519 AAAA",
      limitStorage: true,
    },
    cloudflare: {
      endpoint: "http://127.0.0.1:9/client/v4",
      token: "c".repeat(40),
      zoneId: "0123456789abcdef0123456789abcdef",
      zone: zones[0] ?? "",
      zones: zones.map((zone, place) => ({ id: String(place).padStart(32, "0"), name: zone })),
    },
    sshPort: 22022,
  });
}
