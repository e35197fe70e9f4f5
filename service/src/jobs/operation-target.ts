import { type AccountRef, accountTarget } from "../app/account-target.ts";
import type { CloudTarget } from "../app/clouds-port.ts";
import type { JobContext } from "./context.ts";

/** An account as one operation reaches it: through the gateway, as long as the operation is ours. */
export async function operationTarget(
  { app, passage }: Pick<JobContext, "app" | "passage">,
  account: AccountRef,
): Promise<CloudTarget> {
  return passage.through(await accountTarget(app, account));
}
