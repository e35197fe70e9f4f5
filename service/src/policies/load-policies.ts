import { readdir } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { FreeholdError } from "@freehold/model";
import { z } from "zod";
import type { Policy } from "./policy.ts";

const Loaded = z.object({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  description: z.string().min(1),
  check: z.custom<Policy["check"]>((value) => typeof value === "function", "must be a function"),
});

/**
 * Loads an operator's own policies: every `.ts`, `.js` and `.mjs` file of the folder exports one as `policy`.
 *
 * @throws FreeholdError `invalid_request` that names the file which cannot be used
 */
export async function loadPolicies(folder: string): Promise<Policy[]> {
  const files = (await readdir(folder).catch((cause) => unusable(folder, "the folder cannot be read", cause)))
    .filter((file) => /\.(ts|m?js)$/.test(file) && !/\.(test|d)\.ts$/.test(file))
    .sort();
  return Promise.all(files.map((file) => loadPolicy(path.resolve(folder, file))));
}

async function loadPolicy(file: string): Promise<Policy> {
  const module: { policy?: unknown } = await import(pathToFileURL(file).href).catch((cause) =>
    unusable(file, "it cannot be loaded", cause),
  );
  const parsed = Loaded.safeParse(module.policy);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path: at, message }) => `${["policy", ...at].join(".")} ${message}`);
  return unusable(file, wrong.join("; "));
}

function unusable(file: string, why: string, cause?: unknown): never {
  const reason = cause instanceof Error ? `${why}: ${cause.message}` : why;
  throw new FreeholdError("invalid_request", `FREEHOLD_POLICIES: ${file}: ${reason}`, {
    cause,
    nextStep: "export `policy` with name, description and check(plan) from each file of the folder",
  });
}
