export * from "./catalogue.ts";
export type { MachineType, Money, Region } from "./types.ts";
