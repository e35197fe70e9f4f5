export * from "./hetzner-firewall-rules.ts";
export * from "./hetzner-server.ts";
export * from "./machine.ts";
export * from "./machine-args.ts";
export * from "./ssh-connection.ts";
export * from "./tenant-server.ts";
export * from "./web-profile.ts";
