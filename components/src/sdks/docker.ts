import { optionalSdk } from "./optional-sdk.ts";

/** `@pulumi/docker`, for slots on a Docker host. */
export const docker: typeof import("@pulumi/docker") = optionalSdk("@pulumi/docker");
