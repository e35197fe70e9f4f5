import { setTimeout as sleep } from "node:timers/promises";
import { isFreeholdError, OperationEvent } from "@freehold/model";
import { EventSourceParserStream } from "eventsource-parser/stream";
import type { Http } from "./http.ts";

export interface FollowOptions {
  /** Sequence number of the last event that is known already. @default 0: from the first on */
  after?: number;
  /** Ends the following. @default - it ends after `done` */
  signal?: AbortSignal;
  /** How long to wait before connecting again, in milliseconds; doubles up to 10 s. @default 500 */
  retryMs?: number;
}

const LONGEST_RETRY_MS = 10_000;
/** Times in a row that the service may be away, about two minutes in all, before the follower gives up. */
const MAX_RETRIES = 15;

/**
 * The events of an operation, each once and in order, up to and including `done`. A connection that breaks is opened again
 * where it ended, also across a restart of the service.
 *
 * @throws FreeholdError `not_found`, `unauthenticated`, or `service_unavailable` after two minutes without the service
 */
export async function* follow(
  http: Http,
  operationId: string,
  options: FollowOptions = {},
): AsyncGenerator<OperationEvent, void> {
  const { signal, retryMs = 500 } = options;
  let seq = options.after ?? 0;
  let failures = 0;
  while (!signal?.aborted) {
    try {
      for await (const event of connect(http, operationId, seq, signal)) {
        failures = 0;
        // A proxy may repeat what it has sent before.
        if (event.seq <= seq) continue;
        seq = event.seq;
        yield event;
        if (event.kind === "done") return;
      }
    } catch (error) {
      if (signal?.aborted) return;
      failures += 1;
      if (!isTemporary(error) || failures > MAX_RETRIES) throw error;
    }
    await sleep(Math.min(retryMs * 2 ** Math.max(failures - 1, 0), LONGEST_RETRY_MS), undefined, {
      ...(signal && { signal }),
    }).catch(() => {});
  }
}

async function* connect(
  http: Http,
  operationId: string,
  after: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<OperationEvent, void> {
  const response = await http.open("GET", `/v1/operations/${encodeURIComponent(operationId)}/events`, {
    headers: {
      Accept: "text/event-stream, application/problem+json",
      ...(after > 0 && { "Last-Event-ID": String(after) }),
    },
    ...(signal && { signal }),
  });
  if (response.body === null) return;
  const messages = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  for await (const message of messages) yield OperationEvent.parse(JSON.parse(message.data));
}

/** Refusals are final; an absent service and a broken connection are not. */
function isTemporary(error: unknown): boolean {
  if (isFreeholdError(error)) return error.code === "service_unavailable";
  // What `fetch` throws when a connection breaks in the middle.
  return (error as Error).name === "TypeError";
}
