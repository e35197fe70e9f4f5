import { z } from "zod";

/** A mapping with these keys and no others; what it has beyond them is named, and what it may have. */
export function words<Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const allowed = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? `must not have ${issue.keys.join(", ")}, allowed are ${allowed}` : undefined,
  });
}

/** Names of services, volumes and variables. */
export const Name = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._-]*$/, {
  error: "must be letters, digits, dots, hyphens and underscores",
});

/** Text that every reader of YAML reads back as it is: no control characters but newline and tab, nothing that ends a line elsewhere. */
export const Text = z
  .string()
  .regex(/^[\n\t\u0020-\u007e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*$/u, {
    error: "must not have control characters",
  });

/** Text in which no variable is left: Compose would resolve it. */
export const PlainText = Text.refine((text) => !text.includes("$"), { error: "must not have a dollar sign" });

/** A duration such as `1m30s`. */
export const Duration = z
  .string()
  .regex(/^(\d+(\.\d+)?(us|ms|s|m|h))+$/, { error: "must be a duration such as 30s or 1m30s" });

/** Bytes, such as `512m`, or a number of them. */
export const Bytes = z
  .union([z.string().regex(/^\d+(\.\d+)?(b|k|m|g|kb|mb|gb)?$/i), z.int().min(0)], {
    error: "must be a number of bytes such as 512m",
  })
  .transform(String);

/** A whole number, also one in quotes. */
export function wholeNumber(least: number, most: number) {
  return z
    .union([z.int(), z.string().regex(/^\d{1,15}$/, { error: "must be a whole number" })], {
      error: "must be a whole number",
    })
    .transform(Number)
    .refine((value) => value >= least && value <= most, { error: `must be a whole number from ${least} to ${most}` });
}

/** One text, or a sequence of them. */
export function listOf(item: z.ZodType<string>) {
  return z.preprocess((value) => (typeof value === "string" ? [value] : value), z.array(item));
}
