import { optionalSdk } from "./optional-sdk.ts";

/** `@pulumi/hcloud`, for machines and images at Hetzner. */
export const hcloud: typeof import("@pulumi/hcloud") = optionalSdk("@pulumi/hcloud");
