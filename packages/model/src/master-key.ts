import { z } from "zod";

/** A master key, and what is sealed with it. Keys are named by the first 8 digits of their SHA-256. */
export const MasterKeyUse = z.object({
  id: z.string(),
  /** It seals what is new. */
  current: z.boolean(),
  /** Values that are sealed with it: none, and the key may be taken out of the settings. */
  sealed: z.number().int(),
});
export type MasterKeyUse = z.infer<typeof MasterKeyUse>;
