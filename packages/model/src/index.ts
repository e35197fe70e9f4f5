export * from "./errors.ts";
export * from "./labels.ts";
export * from "./operation.ts";
export * from "./outputs.ts";
export * from "./proxmox-tags.ts";
export * from "./tenant.ts";
export * from "./tenant-status.ts";
export * from "./vocabulary.ts";
