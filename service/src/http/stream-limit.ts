import { FreeholdError } from "@freehold/model";

/** Lets each API key have a number of event streams open at a time: each holds a connection and is looked after. */
export interface StreamLimit {
  /** Runs a stream to its end. @throws FreeholdError `rate_limited` for one too many */
  run(keyId: string, stream: () => Promise<void>): Promise<void>;
}

/** @param most At this process; 0: no limit */
export function createStreamLimit(most: number): StreamLimit {
  const open = new Map<string, number>();
  return {
    async run(keyId, stream) {
      const others = open.get(keyId) ?? 0;
      if (most > 0 && others >= most) throw tooManyStreams(most);
      open.set(keyId, others + 1);
      try {
        await stream();
      } finally {
        const left = (open.get(keyId) ?? 1) - 1;
        if (left === 0) open.delete(keyId);
        else open.set(keyId, left);
      }
    },
  };
}

function tooManyStreams(most: number): FreeholdError {
  return new FreeholdError("rate_limited", `this key has ${most} event streams open, which is as many as it may have`, {
    nextStep: "close a stream, or read the operation with GET /v1/operations/{id}",
  });
}
