import type { z } from "zod";

/** A setting of the service, a variable of its environment: all that there is to say of it, said once. */
export interface SettingEntry {
  /** The variable. */
  name: string;
  /** What it is, its unit and range, as the README says it, in Markdown. */
  meaning: string;
  /** Makes a value of the variable's text, or refuses it. */
  schema: z.ZodType<unknown, string>;
  /** Text that stands in for that of a variable which is not set. @default - then there is no value */
  default?: string;
  /** What the README says beside the default. @default - nothing */
  note?: string;
  /** Where there is no default: what the README says that follows from there being no value. @default - as `meaning` says */
  unset?: string;
  /** Its value is never shown, and may come as a file. @default false */
  secret?: boolean;
}

/** Settings of one part of the service, under the names that its values have in the code. */
export type SettingGroup = Readonly<Record<string, SettingEntry>>;

type WithDefault<Group extends SettingGroup> = {
  [Key in keyof Group]: Group[Key] extends { default: string } ? Key : never;
}[keyof Group];

/** The values of a group's settings: what is not set and has no default is not there. */
export type Values<Group extends SettingGroup> = {
  -readonly [Key in WithDefault<Group>]: z.output<Group[Key]["schema"]>;
} & {
  -readonly [Key in Exclude<keyof Group, WithDefault<Group>>]?: z.output<Group[Key]["schema"]>;
};
