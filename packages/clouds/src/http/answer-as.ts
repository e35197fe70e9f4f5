import { FreeholdError } from "@freehold/model";
import { z } from "zod";

/**
 * Reads an answer as the vendor documents it. What answers otherwise is not the vendor's API: a proxy, or a page that says that something
 * is being worked on.
 *
 * @throws FreeholdError `cloud_unavailable` that names what is missing
 */
export function answerAs<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.output<Schema> {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const wrong = z.prettifyError(parsed.error).replace(/\s+/g, " ").slice(0, 200);
  throw new FreeholdError("cloud_unavailable", `the answer is not one of the cloud's API: ${wrong}`, {
    cause: parsed.error,
  });
}
