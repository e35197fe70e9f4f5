import type { ProcessSignals } from "../app/signals.ts";
import { type RemoveCredentialsOptions, removeCredentials } from "./remove-credentials.ts";

export interface AccountRemovals {
  /** Looks now. */
  look(): void;
  /** Looks no more, and waits for a removal in hand. */
  stop(): Promise<void>;
}

/** Cleans removed accounts up whenever somebody asks for a removal, and at every look. */
export function startAccountRemovals(
  options: RemoveCredentialsOptions & { signals: Pick<ProcessSignals, "onAccountRemoval"> },
): AccountRemovals {
  let inHand = Promise.resolve();
  const look = (): void => {
    inHand = inHand
      .then(() => removeCredentials(options))
      .catch((error) => options.log.error({ err: error }, "removed accounts could not be looked for"));
  };
  const unsubscribe = options.signals.onAccountRemoval(look);
  look();
  return {
    look,
    async stop() {
      unsubscribe();
      await inHand;
    },
  };
}
