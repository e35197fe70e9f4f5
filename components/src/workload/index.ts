export * from "./tls-mode.ts";
export * from "./workload.ts";
export * from "./workload-args.ts";
