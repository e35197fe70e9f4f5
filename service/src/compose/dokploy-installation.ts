import type { DokployInstallation } from "../app/accounts/clouds-port.ts";

/** A Dokploy installation. @param endpoint With the product's base path, `/api` */
export function dokployInstallation(endpoint: string, apiKey: string): DokployInstallation {
  return { name: new URL(endpoint).host, access: { cloud: "dokploy", endpoint, token: apiKey } };
}
