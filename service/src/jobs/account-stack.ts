import type { RunRequest } from "@freehold/engine";
import { toAccountStackConfig } from "@freehold/stack-account/contract";
import { accountTarget } from "../app/account-target.ts";
import type { AppContext } from "../app/context.ts";
import type { CloudAccountRow } from "../db/entities/cloud-account.ts";

/** The configuration of the stack of what an account's tenants share. */
export async function accountStackConfig(
  app: AppContext,
  { id, cloud }: Pick<CloudAccountRow, "id" | "cloud">,
): Promise<RunRequest["config"]> {
  const { sshPort, sshAllowedFrom, providers } = await accountTarget(app, { cloud, accountId: id });
  const { cloudflare: _names, ...machines } = providers;
  return toAccountStackConfig({ cloud, sshPort, sshAllowedFrom, providers: machines });
}
