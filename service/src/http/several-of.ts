import { z } from "zod";

/** A filter by one value or several: `status=active,degraded`, or the parameter once for each. */
export function severalOf<Values extends Readonly<Record<string, string>>>(schema: z.ZodEnum<Values>) {
  return z
    .union([z.string(), z.array(z.string())])
    .transform((given) => [given].flat().flatMap((text) => text.split(",").map((each) => each.trim())))
    .pipe(z.array(schema).min(1).max(20))
    .meta({
      override: { type: "array", items: { type: "string", enum: [...schema.options] }, minItems: 1, maxItems: 20 },
      param: { style: "form", explode: false },
    });
}
