import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { fillPlaceholders } from "../templates/fill-placeholders.ts";
import { templateText } from "../templates/template-text.ts";
import { KEEPS_LOGGING, QUIET_COMMAND } from "./quiet-command.ts";
import { commandConnection, type SshConnection } from "./ssh-connection.ts";

/** Where and as whom a machine reports. */
export interface HeartbeatTarget {
  /** Where it posts to, such as `https://api.example.com/v1/heartbeats`. */
  url: string;
  tenantId: string;
  /** What it signs with: `whsec_` and base64. */
  key: pulumi.Input<string>;
}

/**
 * Has a machine report once a minute by itself, signed. The key comes by SSH and not with the user data, which containers can read.
 * Needs `hostctl` 1.2 on the machine.
 */
export function reportHeartbeats(
  name: string,
  connection: pulumi.Output<SshConnection>,
  { url, tenantId, key }: HeartbeatTarget,
  opts: pulumi.CustomResourceOptions,
): void {
  const program = pulumi.secret(
    pulumi
      .output(key)
      .apply((secret) =>
        fillPlaceholders(templateText("host/heartbeat"), { url, tenantId, key: secret.replace(/^whsec_/, "") }),
      ),
  );
  new command.remote.Command(
    `${name}-heartbeat`,
    {
      connection: commandConnection(connection),
      create: "hostctl heartbeat",
      stdin: program,
      ...QUIET_COMMAND,
    },
    { ...opts, ...KEEPS_LOGGING },
  );
}
