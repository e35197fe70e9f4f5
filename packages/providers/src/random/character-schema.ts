import type { InputProperty } from "@freehold/provider-kit";

const number = { kind: "number", replaces: true } as const;

/** Inputs that `RandomString` and `RandomPassword` share. A change of any of them makes a new text. */
export const characterInputs = {
  keepers: { kind: "object", replaces: true },
  length: { kind: "number", replaces: true, required: true },
  lower: { kind: "boolean", replaces: true, fallback: true },
  upper: { kind: "boolean", replaces: true, fallback: true },
  numeric: { kind: "boolean", replaces: true, computed: true },
  number: { kind: "boolean", replaces: true, computed: true },
  special: { kind: "boolean", replaces: true, fallback: true },
  minLower: { ...number, fallback: 0 },
  minUpper: { ...number, fallback: 0 },
  minNumeric: { ...number, fallback: 0 },
  minSpecial: { ...number, fallback: 0 },
  overrideSpecial: { kind: "string", replaces: true },
} as const satisfies Record<string, InputProperty>;
