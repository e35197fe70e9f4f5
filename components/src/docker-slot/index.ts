export * from "./docker-host.ts";
export * from "./docker-slot.ts";
export * from "./slot-program.ts";
