export * from "./tenant-dns.ts";
