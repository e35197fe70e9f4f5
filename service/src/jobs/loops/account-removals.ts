import type { ProcessSignals } from "../../app/operations/signals.ts";
import { type RemoveCredentialsOptions, removeCredentials } from "../accounts/remove-credentials.ts";
import { type BackgroundLoop, startBackgroundLoop } from "./background-loop.ts";

export interface AccountRemovalsOptions extends RemoveCredentialsOptions {
  signals: Pick<ProcessSignals, "onAccountRemoval">;
  /** Pause between two checks, in milliseconds. */
  everyMs: number;
}

/** Cleans removed accounts up: at the start, whenever somebody asks for a removal, and from time to time. */
export function startAccountRemovals(options: AccountRemovalsOptions): BackgroundLoop {
  const { everyMs, log } = options;
  const loop = startBackgroundLoop({
    name: "account removals",
    everyMs,
    run: (signal) => removeCredentials(options, signal),
    log,
  });
  const unsubscribe = options.signals.onAccountRemoval(loop.runOnce);
  loop.runOnce();
  return {
    runOnce: loop.runOnce,
    async stop() {
      unsubscribe();
      await loop.stop();
    },
  };
}
