const LAST_LINES = 15;

/** A foreseen reason why set-up cannot go on: one sentence with its remedy. Anything else that is thrown is a bug. */
export class SetupFailure extends Error {
  /** The last lines of what a failed tool said, shown above the sentence. */
  details;

  /**
   * @param {string} sentence What, the value got, what is allowed, what to do; lower case, no full stop.
   * @param {{ details?: readonly string[], cause?: unknown }} [options]
   */
  constructor(sentence, { details = [], cause } = {}) {
    super(sentence, { cause });
    this.name = "SetupFailure";
    this.details = details.slice(-LAST_LINES);
  }
}
