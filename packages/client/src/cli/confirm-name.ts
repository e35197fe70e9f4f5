import { FreeholdError } from "@freehold/model";
import type { CliContext } from "./context.ts";

/** What is about to be lost. */
export interface Loss {
  /** What must be typed. */
  name: string;
  /** What happens, as a sentence's beginning: `destroy tenant acme with its data`. */
  what: string;
  /** It was said beforehand: `--yes`. */
  yes: boolean;
}

/**
 * Asks for the name of what is to be lost. Without a terminal nobody can be asked: then it has to be said beforehand.
 *
 * @throws FreeholdError `invalid_request` when another name was typed, or nobody could be asked
 */
export async function confirmName({ ask }: Pick<CliContext, "ask">, { name, what, yes }: Loss): Promise<void> {
  if (yes) return;
  if (ask === undefined) {
    throw new FreeholdError("invalid_request", `nothing was done: to ${what} without a terminal, say so beforehand`, {
      nextStep: "add --yes to the command",
    });
  }
  const typed = (await ask(`this will ${what}; type "${name}" to go on: `)).trim();
  if (typed === name) return;
  throw new FreeholdError("invalid_request", `nothing was done: "${typed}" was typed, not "${name}"`);
}
