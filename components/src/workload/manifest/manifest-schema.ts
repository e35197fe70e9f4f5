import type { z } from "zod";
import { checkReferences } from "./check-references.ts";
import { ManifestFields } from "./manifest-fields.ts";

/** One release of a template: its parts, and what they name of each other. */
export const Manifest = ManifestFields.superRefine(checkReferences);
export type Manifest = z.infer<typeof Manifest>;
