import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FOLDER = new URL("../slot/", import.meta.url);

/** The program for slots, as hosts have it: its parts in the order of their numbers. */
export function slotProgram(): string {
  return slotParts()
    .map((part) => readFileSync(part, "utf8"))
    .join("\n");
}

/** Paths of the parts. */
export function slotParts(): string[] {
  return readdirSync(FOLDER)
    .sort()
    .map((name) => fileURLToPath(new URL(name, FOLDER)));
}
