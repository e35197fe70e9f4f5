import type { ProviderDefinition } from "@freehold/provider-kit";
import { packageVersion } from "../package-version.ts";
import type { StandIns } from "../stand-ins.ts";
import { copyToRemote } from "./copy-to-remote.ts";
import { localCommand } from "./local-command.ts";
import { remoteCommand } from "./remote-command.ts";

/** Stand-in for the `command` package. It needs no configuration; machines are named by each resource. */
export const commandProvider: ProviderDefinition<void> = {
  name: "command",
  version: packageVersion("@pulumi/command"),
  configure: () => {},
  resources: {
    "command:local:Command": localCommand,
    "command:remote:Command": remoteCommand,
    "command:remote:CopyToRemote": copyToRemote,
  } satisfies StandIns<"stack">,
};
