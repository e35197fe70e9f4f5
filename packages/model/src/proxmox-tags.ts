import { LABEL_MANAGED_BY, LABEL_TENANT } from "./labels.ts";

/** Tag of everything that Freehold makes at Proxmox VE. Tags there are words of lower-case letters, digits and `_-+.`, without values. */
export const PROXMOX_MANAGED_TAG = `${LABEL_MANAGED_BY}-freehold`;

/** Tag of everything that belongs to a tenant. */
export function proxmoxTenantTag(tenantId: string): string {
  return `${LABEL_TENANT}-${tenantId}`;
}

/** The tenant's id in a tag made by {@link proxmoxTenantTag}; undefined for other tags. */
export function tenantOfProxmoxTag(tag: string): string | undefined {
  return new RegExp(`^${LABEL_TENANT}-([a-z0-9]+)$`).exec(tag)?.[1];
}
