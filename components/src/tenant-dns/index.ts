export * from "./find-zone.ts";
export * from "./tenant-dns.ts";
export type * from "./tenant-dns-args.ts";
