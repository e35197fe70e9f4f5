import { once } from "node:events";
import type { OperationEvent } from "@freehold/model";
import type { Response } from "express";

/** Proxies end connections that are silent for longer; the usual limit is 60 seconds. */
const KEEP_ALIVE_MS = 15_000;

/** Sends events as they come and ends after the last one, or when the client leaves. */
export async function sendEvents(
  res: Response,
  events: (signal: AbortSignal) => AsyncIterable<OperationEvent>,
  closing: AbortSignal,
): Promise<void> {
  const left = new AbortController();
  res.on("close", () => left.abort());
  const signal = AbortSignal.any([left.signal, closing]);

  res.writeHead(200, {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-cache, no-transform",
    // nginx would gather the events otherwise.
    "X-Accel-Buffering": "no",
  });
  res.flushHeaders();
  const keepAlive = setInterval(() => res.write(": keep-alive\n\n"), KEEP_ALIVE_MS);
  try {
    for await (const event of events(signal)) {
      const roomLeft = res.write(`id: ${event.seq}\nevent: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`);
      if (!roomLeft && !signal.aborted) await once(res, "drain", { signal }).catch(() => {});
    }
  } finally {
    clearInterval(keepAlive);
    res.end();
  }
}
