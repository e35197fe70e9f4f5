import { randomBytes } from "node:crypto";

/** An id for a thing that has none of its own: the resource's name and eight hexadecimal digits. */
export function newId(name: string): string {
  return `${name}${randomBytes(4).toString("hex")}`;
}
