/**
 * What becomes of machines and volumes that the clouds hold of a creation which the backup found under way, and which the backup's state does not
 * know: they came into being after it. `keep`: they may be in use by now; the creation ends with `restored_behind` and touches nothing.
 * `rebuild`: the service was lost with the backup's creations still under way, nobody uses them; they are removed and recreated.
 */
export const UNFINISHED = ["keep", "rebuild"] as const;
export type Unfinished = (typeof UNFINISHED)[number];

export interface RestoreOptions {
  /** The backup's folder. */
  folder: string;
  /** What is in the database and the state gives way. */
  replace: boolean;
  unfinished: Unfinished;
}
