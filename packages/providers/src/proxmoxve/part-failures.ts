import type { CheckFailure } from "@freehold/provider-kit";

/** What a field inside an input must be. */
export interface PartRule {
  min?: number;
  max?: number;
  oneOf?: readonly string[];
  /** Of the whole text. An empty text is taken, as the official plugin's validators do, unless `notEmpty` is set. */
  pattern?: RegExp;
  notEmpty?: boolean;
}

/** Finds the fields of an input's part that break their rules. Fields that are not there break none. */
export function partFailures(
  property: string,
  part: object | undefined,
  rules: Readonly<Record<string, PartRule>>,
  at = "",
): CheckFailure[] {
  return Object.entries(rules).flatMap(([name, rule]) => {
    const value = (part as Record<string, unknown> | undefined)?.[name];
    const problems = value === undefined || value === null ? [] : [value].flat().flatMap((one) => problemOf(one, rule));
    return problems.map((problem) => ({ property, reason: `${at}${name} ${problem}` }));
  });
}

function problemOf(value: unknown, { min, max, oneOf, pattern, notEmpty }: PartRule): string[] {
  if (value === "") return notEmpty ? ["must not be empty"] : [];
  if (oneOf !== undefined && !oneOf.includes(String(value)))
    return [`must be one of ${oneOf.join(", ")}, got "${String(value)}"`];
  if (pattern !== undefined && !pattern.test(String(value)))
    return [`has not the form that is asked for, got "${String(value)}"`];
  const amount = Number(value);
  if ((min !== undefined && amount < min) || (max !== undefined && amount > max))
    return [`must be ${min ?? ""}${max === undefined ? " or more" : ` to ${max}`}, got ${amount}`];
  return [];
}
