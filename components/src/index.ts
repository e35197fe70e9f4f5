export * from "./docker-slot/index.ts";
export * from "./golden-image/index.ts";
export * from "./ownership.ts";
export * from "./shared-host/index.ts";
export * from "./supabase-stack/index.ts";
export * from "./tenant-dns/index.ts";
export * from "./tenant-server/index.ts";
export * from "./workload/index.ts";
