import type { StackTarget } from "@freehold/engine";
import type { OperationContext } from "../runner/context.ts";

/** Takes the protection of what is to be destroyed away, when that stands in the operation's events. */
export async function clearProtection(
  { engine, progress }: Pick<OperationContext, "engine" | "progress">,
  target: StackTarget,
  passphrase: string,
): Promise<void> {
  await engine.unprotect(target, passphrase, async (resources) => {
    const names = resources.map(({ name }) => name).join(", ");
    progress.onEngineEvent({ kind: "log", level: "warning", message: `protection is taken away from ${names}` });
    await progress.flush();
  });
}
