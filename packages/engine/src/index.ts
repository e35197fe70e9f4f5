export * from "./contract.ts";
export { createEngine } from "./engine.ts";
export * from "./stages.ts";
