import { version } from "@pulumi/pulumi/version.js";

/** Version of the Pulumi engine that runs the programs: the pair of the SDK's, no other is accepted. */
export const ENGINE_VERSION: string = version;
