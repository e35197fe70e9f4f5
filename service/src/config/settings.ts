import type { Setting } from "./setting.ts";
import { CLOUD_SETTINGS } from "./settings-clouds.ts";
import { FLEET_SETTINGS } from "./settings-fleet.ts";
import { OPERATION_SETTINGS } from "./settings-operations.ts";
import { PROCESS_SETTINGS } from "./settings-process.ts";

export type { Setting } from "./setting.ts";

/** Every setting of the service, in the order in which a reader meets them. The README quotes this table. */
export const SETTINGS = [
  ...PROCESS_SETTINGS,
  ...OPERATION_SETTINGS,
  ...FLEET_SETTINGS,
  ...CLOUD_SETTINGS,
] as const satisfies readonly Setting[];

/** Name of a setting. */
export type SettingName = (typeof SETTINGS)[number]["name"];
