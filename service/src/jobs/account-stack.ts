import type { RunRequest } from "@freehold/engine";
import type { Cloud } from "@freehold/model";
import { toAccountStackConfig } from "@freehold/stack-account/contract";
import type { AppContext } from "../app/context.ts";

/** The configuration of the stack of what an account's tenants share. */
export function accountStackConfig(app: AppContext, cloud: Cloud): RunRequest["config"] {
  const { sshPort, sshAllowedFrom, providers } = app.clouds.target(cloud);
  const { cloudflare: _names, ...machines } = providers;
  return toAccountStackConfig({ cloud, sshPort, sshAllowedFrom, providers: machines });
}
