import type { Em } from "../../db/kernel/em.ts";

/** Notifies workers that an operation waits. The operations table, not the queue, knows what became of it. */
export interface OperationQueue {
  /**
   * Adds the operation's job in the transaction of `em`, so that row and job come to be together.
   *
   * @param notBefore @default - a worker takes it as soon as one is free
   */
  send(em: Em, operationId: string, notBefore?: Date): Promise<void>;
  /** Makes this process's workers look now instead of at their next poll. Call it after the commit. */
  wake(): void;
}

/** What this process hears of operations while they run. */
export interface OperationSignals {
  /** Notifies followers in this process that new events are stored. */
  progressed(operationId: string): void;
  /** Calls back at each {@link progressed}. Returns the end of the subscription. */
  onProgress(operationId: string, listener: () => void): () => void;
  /** Asks a worker in this process to look for a cancellation now instead of at its next heartbeat. */
  cancelRequested(operationId: string): void;
  /** Asks a worker in this process to clean up removed accounts now instead of at its next check. */
  accountRemovalRequested(): void;
}
