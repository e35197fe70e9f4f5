import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

// By its package.json: whoever asks for the version is not to load the SDK.
const { version } = require("@pulumi/pulumi/package.json") as { version: string };

/** Version of the Pulumi engine that runs the programs: the pair of the SDK's, no other is accepted. */
export const ENGINE_VERSION: string = version;
