import { z } from "zod";

/** A master key, and what is sealed with it. Keys are named by the first 8 digits of their SHA-256. */
export const MasterKeyUse = z.object({
  id: z.string(),
  current: z.boolean().describe("It seals what is new"),
  sealed: z
    .number()
    .int()
    .describe("Values that are sealed with it: none, and the key may be taken out of the settings"),
});
export type MasterKeyUse = z.infer<typeof MasterKeyUse>;
