export * from "./contract.ts";
export { createEngine } from "./engine.ts";
export { createRedactor, type Redactor } from "./redactor.ts";
export * from "./stages.ts";
export { ENGINE_VERSION } from "./version.ts";
