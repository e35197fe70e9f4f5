import {
  DigitalOceanServer,
  DockerSlot,
  GoldenImage,
  HetznerServer,
  ProxmoxServer,
  SharedHost,
  SupabaseStack,
  TenantDns,
  TenantServer,
  Workload,
} from "./published.ts";

/** Name of the package in every Pulumi language; the first part of the components' type tokens. */
export const PACKAGE_NAME = "freehold";

/** The components that the package brings to every Pulumi language. */
export const COMPONENTS = [
  DigitalOceanServer,
  DockerSlot,
  GoldenImage,
  HetznerServer,
  ProxmoxServer,
  SharedHost,
  SupabaseStack,
  TenantDns,
  TenantServer,
  Workload,
] as const;
