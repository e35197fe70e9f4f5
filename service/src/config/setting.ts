/** A setting of the service: a variable of its environment. */
export interface Setting {
  name: string;
  meaning: string;
  /** @default - as `meaning` says */
  default?: string;
  /** Its value is never shown. @default false */
  secret?: boolean;
}
