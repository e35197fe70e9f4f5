export { cacheDir } from "./cache-dir.mjs";
export { findEngine } from "./find-engine.mjs";
export { provideSchemathesis } from "./provide-schemathesis.mjs";
export { PULUMI_VERSION } from "./versions.mjs";
