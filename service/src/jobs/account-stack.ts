import type { RunRequest } from "@freehold/engine";
import { toAccountStackConfig } from "@freehold/stack-account/contract";
import type { CloudTarget } from "../app/clouds-port.ts";

/** The configuration of the stack of what an account's tenants share. */
export function accountStackConfig({ cloud, sshPort, sshAllowedFrom, providers }: CloudTarget): RunRequest["config"] {
  const { cloudflare: _names, ...machines } = providers;
  return toAccountStackConfig({ cloud, sshPort, sshAllowedFrom, providers: machines });
}
