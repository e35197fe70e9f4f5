import type { OperationEvent } from "@freehold/model";
import { eventsAfter } from "../../db/operation-events.ts";
import type { AppContext } from "../context.ts";

/** Events that a worker on another machine stores are found this late at the latest. */
const POLL_MS = 1_000;

export interface FollowRequest {
  operationId: string;
  /** Sequence number of the last event that is known already. @default 0: from the first on */
  after?: number;
  signal: AbortSignal;
}

/** The events of an operation as they happen, in order and without gaps, up to and including `done`. */
export async function* followOperation(
  context: AppContext,
  request: FollowRequest,
): AsyncGenerator<OperationEvent, void> {
  let seq = request.after ?? 0;
  const news = createNews(context, request);
  try {
    while (!request.signal.aborted) {
      news.reset();
      const events = await eventsAfter(context.db.em(), request.operationId, seq);
      for (const event of events) {
        yield event;
        seq = event.seq;
        if (event.kind === "done") return;
      }
      if (events.length === 0) await news.arrived();
    }
  } finally {
    news.close();
  }
}

/** Waits for a signal of this process, for the poll, or for the follower to leave, whichever is first. */
function createNews(context: AppContext, { operationId, signal }: FollowRequest) {
  let wake = Promise.withResolvers<void>();
  const unsubscribe = context.signals.onProgress(operationId, () => wake.resolve());
  const leave = () => wake.resolve();
  signal.addEventListener("abort", leave);
  return {
    /** Called before looking, so that what is stored while we look is not missed. */
    reset(): void {
      wake = Promise.withResolvers<void>();
      if (signal.aborted) wake.resolve();
    },
    async arrived(): Promise<void> {
      const poll = setTimeout(() => wake.resolve(), POLL_MS);
      await wake.promise;
      clearTimeout(poll);
    },
    close(): void {
      unsubscribe();
      signal.removeEventListener("abort", leave);
    },
  };
}
