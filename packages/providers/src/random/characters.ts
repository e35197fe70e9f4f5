import { randomInt } from "node:crypto";
import type { CheckFailure } from "@freehold/provider-kit";

/** Which characters a random text is made of. The names and defaults are those of `random.RandomString`. */
export interface CharacterRules {
  length: number;
  /** @default true */
  lower?: boolean | undefined;
  /** @default true */
  upper?: boolean | undefined;
  /** @default true */
  numeric?: boolean | undefined;
  /** Older name of `numeric`. */
  number?: boolean | undefined;
  /** @default true */
  special?: boolean | undefined;
  /** @default 0 */
  minLower?: number | undefined;
  /** @default 0 */
  minUpper?: number | undefined;
  /** @default 0 */
  minNumeric?: number | undefined;
  /** @default 0 */
  minSpecial?: number | undefined;
  /** Special characters to choose from. @default "!@#$%&*()-_=+[]{}<>:?" */
  overrideSpecial?: string | undefined;
}

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS = "0123456789";
const SPECIAL = "!@#$%&*()-_=+[]{}<>:?";

/** Finds rules that no text can meet. */
export function characterFailures(rules: Partial<CharacterRules>): CheckFailure[] {
  if (rules.length === undefined) return [];
  if (!Number.isInteger(rules.length) || rules.length < 1) {
    return [{ property: "length", reason: `must be a whole number of at least 1, got ${rules.length}` }];
  }

  const classes = characterClasses({ ...rules, length: rules.length });
  const least = classes.reduce((sum, { min }) => sum + min, 0);
  if (rules.length < least) {
    const reason = `must be at least minUpper + minLower + minNumeric + minSpecial = ${least}, got ${rules.length}`;
    return [{ property: "length", reason }];
  }
  if (classes.every(({ characters }) => characters === "")) {
    return [{ property: "lower", reason: "lower, upper, numeric and special are all false: no character is left" }];
  }
  return [];
}

/** Makes a text by these rules from a cryptographic random source. */
export function randomCharacters(rules: CharacterRules): string {
  const classes = characterClasses(rules);
  const all = classes.map(({ characters }) => characters).join("");
  const demanded = classes.flatMap(({ characters, min }) => pick(characters, min));
  const rest = pick(all, rules.length - demanded.length);

  return shuffled([...demanded, ...rest]).join("");
}

/** The rules with every default filled in: what a resource shows. */
export function fullRules(rules: CharacterRules) {
  const numeric = rules.numeric ?? rules.number ?? true;
  return {
    length: rules.length,
    lower: rules.lower ?? true,
    upper: rules.upper ?? true,
    numeric,
    number: numeric,
    special: rules.special ?? true,
    minLower: rules.minLower ?? 0,
    minUpper: rules.minUpper ?? 0,
    minNumeric: rules.minNumeric ?? 0,
    minSpecial: rules.minSpecial ?? 0,
    overrideSpecial: rules.overrideSpecial,
  };
}

function characterClasses(rules: CharacterRules): { characters: string; min: number }[] {
  const full = fullRules(rules);
  const special = full.overrideSpecial || SPECIAL;
  const characterClass = (used: boolean, characters: string, min: number) => ({
    characters: used ? characters : "",
    min,
  });

  return [
    characterClass(full.lower, LOWER, full.minLower),
    characterClass(full.upper, UPPER, full.minUpper),
    characterClass(full.numeric, DIGITS, full.minNumeric),
    characterClass(full.special, special, full.minSpecial),
  ];
}

function pick(characters: string, count: number): string[] {
  return Array.from({ length: count }, () => characters.charAt(randomInt(characters.length)));
}

function shuffled<T>(items: T[]): T[] {
  const keyed = items.map((item) => ({ item, key: randomInt(2 ** 47) }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}
