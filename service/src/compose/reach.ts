import type { MachineAccess } from "@freehold/clouds";
import { dockerHostOf } from "@freehold/stack-contract/cloud-settings";
import type { AccountSecret, CloudTarget } from "../app/accounts/clouds-port.ts";

/** How the machines of one account are ordered and looked for; where names are made is the same for all accounts. */
export interface Reach {
  providers: Omit<CloudTarget["providers"], "cloudflare">;
  access: MachineAccess;
}

/** @param endpoint With the vendor's base path. @default - the vendor's own */
export function reachWith(secret: AccountSecret, endpoint?: string): Reach {
  const at = endpoint === undefined ? {} : { endpoint };
  switch (secret.cloud) {
    case "hetzner":
      return {
        providers: { hcloud: { token: secret.token, ...at } },
        access: { cloud: "hetzner", token: secret.token, ...at },
      };
    case "digitalocean": {
      // The provider adds `/v2` itself.
      const root = endpoint === undefined ? {} : { apiEndpoint: new URL("/", endpoint).href };
      return {
        providers: { digitalocean: { token: secret.token, ...root } },
        access: { cloud: "digitalocean", token: secret.token, ...at },
      };
    }
    case "proxmox": {
      const { cloud, publicOnly = false, ...settings } = secret;
      const { endpoint: address, apiToken, insecure = false } = settings;
      const guarded = publicOnly ? { publicOnly } : {};
      return {
        providers: { proxmoxve: settings },
        access: { cloud, endpoint: address, apiToken, insecure, ...guarded },
      };
    }
    case "docker": {
      const { cloud, ...settings } = secret;
      const { address, sshPort = 22, sshUser = "freehold" } = dockerHostOf(settings);
      const { sshPrivateKey, hostKey } = settings;
      return { providers: { docker: settings }, access: { cloud, address, sshPort, sshUser, sshPrivateKey, hostKey } };
    }
  }
}
