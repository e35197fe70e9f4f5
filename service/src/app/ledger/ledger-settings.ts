/** What the service does by itself about what is not as it should be. */
export const HEAL_MODES = ["report", "repair"] as const;
export type HealMode = (typeof HEAL_MODES)[number];

/** How the ledger is kept. */
export interface LedgerSettings {
  heal: HealMode;
  /** How long an orphan is only looked at, in milliseconds. */
  orphanGraceMs: number;
  /** How long a quarantined orphan of a known tenant stays before it is removed by itself, in milliseconds. @default - for ever */
  orphanRemovalMs?: number;
}
