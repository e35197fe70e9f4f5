import { randomInt } from "node:crypto";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH = 15;

/** What an id names; the prefix makes ids say it. */
export type IdPrefix = "t" | "op" | "cr" | "h" | "or" | "o" | "m" | "k" | "w" | "ap";

/** A random id of lower-case letters and digits: 75 bits, and legal as a stack's name. */
export function newId(prefix: IdPrefix): string {
  const letters = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]);
  return prefix + letters.join("");
}
