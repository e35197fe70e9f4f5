import type { FreeholdError } from "@freehold/model";
import { remedyOf } from "./app/operations/remedy-of.ts";

/** A failure of a program as one sentence for a terminal, with its remedy. */
export function sentenceOf(error: FreeholdError): string {
  const remedy = remedyOf(error, "program");
  return `freehold: ${error.message}${remedy === undefined ? "" : `; ${remedy}`}`;
}
