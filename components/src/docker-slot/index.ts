export * from "./docker-slot.ts";
export * from "./slot-program.ts";
