import { optionalSdk } from "./optional-sdk.ts";

/** `@muhlba91/pulumi-proxmoxve`, for machines at Proxmox VE. */
export const proxmoxve: typeof import("@muhlba91/pulumi-proxmoxve") = optionalSdk("@muhlba91/pulumi-proxmoxve");
