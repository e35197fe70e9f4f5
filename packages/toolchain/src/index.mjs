export { cacheDir } from "./cache-dir.mjs";
export { findEngine } from "./find-engine.mjs";
export { LIGHT_PROCESS } from "./light-process.mjs";
export { provideSchemathesis } from "./provide-schemathesis.mjs";
export { provideYamlHost } from "./provide-yaml-host.mjs";
export { PULUMI_VERSION } from "./versions.mjs";
