export * from "./all-resource-kinds.ts";
export * from "./find-resource-kind.ts";
export * from "./item-kind.ts";
export * from "./removal-rank.ts";
export * from "./resource-kinds.ts";
export * from "./resource-roles.ts";
