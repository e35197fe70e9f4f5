import { optionalSdk } from "./optional-sdk.ts";

/** `@pulumi/digitalocean`, for machines and images at DigitalOcean. */
export const digitalocean: typeof import("@pulumi/digitalocean") = optionalSdk("@pulumi/digitalocean");
