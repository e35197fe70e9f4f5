import type { AccountRef } from "../../app/accounts/account-target.ts";
import type { CloudTarget } from "../../app/accounts/clouds-port.ts";
import { tenantTarget } from "../../app/tenants/tenant-target.ts";
import type { OperationContext } from "./context.ts";

/** An account, or the host of a slot, as one operation reaches it: through the gateway, as long as the operation is ours. */
export async function operationTarget(
  { app, session }: Pick<OperationContext, "app" | "session">,
  account: AccountRef & { hostId?: string | null },
): Promise<CloudTarget> {
  return session.through(await tenantTarget(app, account));
}
