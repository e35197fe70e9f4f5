import { type ErrorCode, FreeholdError } from "@freehold/model";
import { z } from "zod";

/** RFC 9457, as the service answers it. */
const Problem = z.object({
  code: z.string(),
  detail: z.string(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).default([]),
  nextStep: z.string().optional(),
});

/** The failure that an unsuccessful answer stands for. */
export async function problemOf(response: Response): Promise<FreeholdError> {
  const text = await response.text();
  const problem = Problem.safeParse(parseJson(text));
  if (!problem.success) {
    return new FreeholdError("internal", `${response.url} answered ${response.status} without a problem document`, {
      nextStep: "check that the address is that of a Freehold service",
    });
  }
  const { code, detail, errors, nextStep } = problem.data;
  // A newer service may have codes that this client does not know; they are passed on as they are.
  return new FreeholdError(code as ErrorCode, detail, { errors, ...(nextStep !== undefined && { nextStep }) });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
