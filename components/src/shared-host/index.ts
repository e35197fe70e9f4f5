export * from "./edge-args.ts";
export * from "./render-edge.ts";
export * from "./shared-host.ts";
