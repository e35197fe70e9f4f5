import type { SettingEntry } from "./setting.ts";
import { SETTING_ENTRIES } from "./setting-groups.ts";

/** What a reader of the README learns of a setting. */
export interface Setting {
  name: string;
  meaning: string;
  /** In words where the service has no value for what is not set. @default - as `meaning` says */
  default?: string;
  /** Its value is never shown. @default false */
  secret?: boolean;
}

/** Every setting of the service, in the README's order. */
export const SETTINGS: readonly Setting[] = SETTING_ENTRIES.map(describe);

function describe(entry: SettingEntry): Setting {
  const { name, meaning, secret } = entry;
  const shown = shownDefault(entry);
  return { name, meaning, ...(shown !== undefined && { default: shown }), ...(secret !== undefined && { secret }) };
}

function shownDefault({ default: text, note, unset }: SettingEntry): string | undefined {
  return text === undefined || note === undefined ? (text ?? unset) : `${text}: ${note}`;
}
