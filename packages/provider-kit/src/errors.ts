import { isNativeError } from "node:util/types";

/**
 * A failure that was foreseen: its message is one clear sentence, shown to the person as it is. Any other error that
 * leaves a provider is a fault in the provider, and is shown with its stack.
 */
export class ProviderError extends Error {
  override readonly name: string = "ProviderError";
}

/** The vendor (or the machine) has the thing, but it could not be finished: state keeps its id. */
export class PartialCreateError extends ProviderError {
  override readonly name = "PartialCreateError";
  readonly id: string;
  readonly state: object;

  constructor(id: string, state: object, cause: unknown) {
    super(messageOf(cause), { cause });
    this.id = id;
    this.state = state;
  }
}

/** The text of an error for a person. */
export function messageOf(error: unknown): string {
  if (error instanceof ProviderError) return error.message;
  const details = isNativeError(error) ? (error.stack ?? error.message) : String(error);
  return `fault in the provider: ${details}`;
}

/** The message of an error that a library threw, to be put into the sentence of a {@link ProviderError}. */
export function reasonOf(error: unknown): string {
  return isNativeError(error) ? error.message : String(error);
}
