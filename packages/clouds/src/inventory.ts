import { type InventoryCloud, type ItemKind, type ItemType, removalRank } from "@freehold/model";
import { createCloudflareClient } from "./cloudflare/client.ts";
import { createCloudflareInventory } from "./cloudflare/inventory.ts";
import { createDigitaloceanClient } from "./digitalocean/client.ts";
import { createDigitaloceanInventory } from "./digitalocean/inventory.ts";
import { createDockerClient, type DockerAccess } from "./docker/client.ts";
import { createDockerInventory } from "./docker/inventory.ts";
import { createDokployClient } from "./dokploy/client.ts";
import { createDokployInventory } from "./dokploy/inventory.ts";
import { createHetznerClient } from "./hetzner/client.ts";
import { createHetznerInventory } from "./hetzner/inventory.ts";
import type { ObservedItem } from "./observed-item.ts";
import { createProxmoxClient } from "./proxmox/client.ts";
import { createProxmoxInventory } from "./proxmox/inventory.ts";
import { createRoute53Client } from "./route53/client.ts";
import { createRoute53Inventory } from "./route53/inventory.ts";
import { inventoryOfZone } from "./zone-inventory.ts";

/** Credentials for one cloud, with the place where they are valid. */
export type CloudAccess =
  | {
      cloud: "hetzner";
      token: string;
      /** With the vendor's base path, `/v1`. @default https://api.hetzner.cloud/v1 */
      endpoint?: string;
    }
  | {
      cloud: "digitalocean";
      token: string;
      /** With the vendor's base path, `/v2`. @default https://api.digitalocean.com/v2 */
      endpoint?: string;
    }
  | {
      cloud: "proxmox";
      /** Without a path: `https://pve.example.com:8006`. */
      endpoint: string;
      /** `user@realm!name=uuid` */
      apiToken: string;
      /** Take a certificate that nobody vouches for. @default false */
      insecure?: boolean;
      /** The address is a customer's word: whoever connects to it must not end up inside its own network. @default false */
      publicOnly?: boolean;
    }
  | ({ cloud: "docker" } & DockerAccess)
  | {
      /** A Dokploy installation: it has no machines, but servers that lead to ours. */
      cloud: "dokploy";
      /** An API key of an organization. */
      token: string;
      /** With the product's base path, `/api`. */
      endpoint: string;
    }
  | {
      cloud: "cloudflare";
      token: string;
      /** With the vendor's base path, `/client/v4`. @default https://api.cloudflare.com/client/v4 */
      endpoint?: string;
      /** The zone whose records are looked at. @default - the one of the name */
      zoneId?: string;
      /** Its name. */
      zone?: string;
    }
  | {
      cloud: "route53";
      accessKeyId: string;
      secretAccessKey: string;
      /** Without a path. @default https://route53.amazonaws.com */
      endpoint?: string;
      /** The zone whose records are looked at. @default - the one of the name */
      zoneId?: string;
      /** Its name. */
      zone?: string;
      /** The one name, with all below it, that the tenant asked about can have. @default - the zone is read whole */
      under?: string;
    };

/** Something that exists at a cloud and says that it is ours: of a kind that the table of resource kinds has a row for. */
export type InventoryItem = ItemKind & {
  /** The vendor's id, as text. */
  id: string;
  name: string;
  /** Whose it is; absent on what all tenants of an account share. */
  tenantId?: string;
};

/** What exists at a cloud, by the labels it carries; the engine's state is not asked. */
export interface Inventory {
  readonly cloud: InventoryCloud;
  /** Everything that carries the tenant's label, of the kinds that a tenant's stack makes. */
  listTenantResources(tenantId: string): Promise<InventoryItem[]>;
  /**
   * Everything of ours, of every kind and whoever's it is, with what the lists report of it: no call per item.
   *
   * @param types All that the caller needs: the rest may be left out, because each costs a call. @default - every type
   */
  listManaged(types?: readonly ItemType[]): Promise<ObservedItem[]>;
  /** An item as it is now, whatever labels it carries meanwhile. Undefined when it is gone. */
  find(item: InventoryItem): Promise<ObservedItem | undefined>;
  /** Switches a machine on and waits until it runs. What is no machine, runs already or is gone stays as it is. */
  powerOn(item: InventoryItem): Promise<void>;
  /** Switches a machine off, without asking it, and waits until it is. What is no machine, is off already or is gone stays as it is. */
  powerOff(item: InventoryItem): Promise<void>;
  /** Removes an item for good, protection or not, and waits until it is gone. Removing what is gone succeeds. */
  remove(item: InventoryItem): Promise<void>;
}

/** The inventory of one cloud. */
export function createInventory(access: CloudAccess): Inventory {
  switch (access.cloud) {
    case "hetzner":
      return createHetznerInventory(createHetznerClient(access));
    case "digitalocean":
      return createDigitaloceanInventory(createDigitaloceanClient(access));
    case "proxmox":
      return createProxmoxInventory(createProxmoxClient(access));
    case "docker":
      return createDockerInventory(createDockerClient(access));
    case "dokploy":
      return createDokployInventory(createDokployClient(access));
    case "cloudflare":
      return cloudflareZone(access);
    case "route53":
      return route53Zone(access);
  }
}

function cloudflareZone(access: Extract<CloudAccess, { cloud: "cloudflare" }>): Inventory {
  const client = createCloudflareClient(access);
  const lookUp = async (name: string) => (await client.zoneByName(name))?.id;
  return inventoryOfZone("cloudflare", access, lookUp, (zoneId) => createCloudflareInventory(client, zoneId));
}

function route53Zone(access: Extract<CloudAccess, { cloud: "route53" }>): Inventory {
  const client = createRoute53Client(access);
  return inventoryOfZone("route53", access, client.zoneIdByName, (zoneId) =>
    createRoute53Inventory(client, zoneId, access.under),
  );
}

/** The order in which items can be removed: what uses others goes before what is used. */
export function inRemovalOrder(items: readonly InventoryItem[]): InventoryItem[] {
  return [...items].sort((a, b) => removalRank(a) - removalRank(b));
}
