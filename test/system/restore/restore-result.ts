/** What came of a run: figures, and what was wrong. */
export interface RestoreResult {
  /** How many operations ran, and how many waited, when the backup was taken. */
  running: number;
  waiting: number;
  backupMs: number;
  /** From the backup's point in time to the loss: what was done in between is not in it. */
  recoveryPointMs: number;
  /** From the beginning of the restore on. */
  restoredMs: number;
  upMs: number;
  allEndedMs: number;
  /** Tenants by their status at the end. */
  statuses: Record<string, number>;
  /** What must not be, in sentences; empty when all is well. */
  wrong: string[];
}
