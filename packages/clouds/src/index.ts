export * from "./cloudflare/client.ts";
export * from "./cloudflare/inventory.ts";
export type { DnsRecord, Zone } from "./cloudflare/schemas.ts";
export * from "./hetzner/client.ts";
export * from "./hetzner/inventory.ts";
export type { HetznerType } from "./hetzner/kinds.ts";
export type { Action, Pricing, Resource, ServerType } from "./hetzner/schemas.ts";
export * from "./http/cloud-http-error.ts";
export * from "./inventory.ts";
