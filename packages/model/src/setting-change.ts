import { z } from "zod";

/**
 * When a change of a setting acts on a tenant that is there. `live`: at once, nothing is restarted. `restart`: the services that read it
 * are recreated. `birth`: only when the tenant is built, so that it cannot be changed afterwards.
 */
export const SETTING_EFFECTS = ["live", "restart", "birth"] as const;
export const SettingEffect = z.enum(SETTING_EFFECTS);
export type SettingEffect = z.infer<typeof SettingEffect>;

/** A setting of the template whose value differs from the one before. */
export const SettingChange = z.object({
  setting: z.string().describe("Its name in the template"),
  from: z.string().describe("The value before, as text: what was chosen, else the default; `***` of a secret"),
  to: z.string().describe("The value after; `***` of a secret"),
  takesEffect: SettingEffect.describe("When the change acts: `live` at once, `restart` with the services that read it"),
});
export type SettingChange = z.infer<typeof SettingChange>;
