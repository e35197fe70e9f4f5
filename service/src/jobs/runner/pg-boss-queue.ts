import { fromKysely, PgBoss } from "pg-boss";
import type { Logger } from "pino";
import type { OperationQueue } from "../../app/operations/queue-port.ts";
import type { Database } from "../../db/kernel/database.ts";

const QUEUE = "run-operation";

/** The queue on the service's own database, with the workers of this process. */
export interface PgBossQueue extends OperationQueue {
  /** Begins to take jobs, `concurrency` at a time. */
  work(concurrency: number, handle: () => Promise<void>): Promise<void>;
  /** Takes no more jobs, waits for those in flight, and lets go of the database. */
  stop(): Promise<void>;
}

export interface PgBossQueueOptions {
  db: Database;
  log: Logger;
}

export async function openQueue({ db, log }: PgBossQueueOptions): Promise<PgBossQueue> {
  const boss = new PgBoss({ ...db.queueOptions, schema: "queue", schedule: false });
  boss.on("error", (error) => log.error({ err: error }, "queue error"));
  await boss.start();
  // The operations table decides what is tried again. The queue only must not lose a job whose worker died before the claim.
  await boss.createQueue(QUEUE, {
    retryLimit: 20,
    retryDelay: 1,
    heartbeatSeconds: 30,
    expireInSeconds: 4 * 3600,
    deleteAfterSeconds: 3600,
  });
  // Fills pg-boss's memory of the queue: otherwise the first `send` inside a transaction reads it on the embedded database's
  // one connection, which that transaction holds, and waits for ever.
  await boss.getQueueStats(QUEUE);

  const workers: string[] = [];
  return {
    async send(em, operationId, notBefore) {
      const later = notBefore === undefined ? {} : { startAfter: notBefore };
      await boss.send(QUEUE, { operationId }, { ...later, db: fromKysely(em.getKysely()) });
    },
    wake() {
      for (const worker of workers) boss.notifyWorker(worker);
    },
    async work(concurrency, handle) {
      for (let index = 0; index < concurrency; index += 1) {
        const worker = await boss.work<{ operationId: string }>(QUEUE, { pollingIntervalSeconds: 2 }, async ([job]) => {
          if (job !== undefined) await handle();
        });
        workers.push(worker);
      }
    },
    async stop() {
      await boss.offWork(QUEUE, { wait: true });
      await boss.stop({ graceful: false });
    },
  };
}
