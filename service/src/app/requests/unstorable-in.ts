import { isStorable } from "../../db/kernel/storable.ts";

/** Where a value has a text that no database keeps, and what is wrong with it. */
export interface Unstorable {
  path: readonly string[];
  detail: string;
}

const UNSTORABLE = "must hold no NUL character and no half of a surrogate pair";

/** Texts that JSON can carry and a database cannot keep: with a NUL character, or half of a surrogate pair. */
export function unstorableIn(value: unknown, path: readonly string[] = []): Unstorable[] {
  if (typeof value === "string") return isStorable(value) ? [] : [{ path, detail: UNSTORABLE }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    isStorable(key) ? unstorableIn(inner, [...path, key]) : [{ path, detail: `has a field whose name ${UNSTORABLE}` }],
  );
}
