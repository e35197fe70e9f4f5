import * as command from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";
import { releaseBundle } from "../signed-bundle/release-bundle.ts";
import { bundleSha256 } from "../signed-bundle/sign-bundle.ts";
import { KEEPS_LOGGING, QUIET_COMMAND } from "../tenant-server/quiet-command.ts";
import { commandConnection, type SshConnection } from "../tenant-server/ssh-connection.ts";

/** A workload's files, and where they go. */
export interface Deployment {
  /** The workload's name on the machine. */
  workload: string;
  connection: pulumi.Output<SshConnection>;
  /** What `bundleOf` makes. Secret. */
  bundle: pulumi.Output<string>;
  /** Seconds that all services may take to become healthy. */
  waitTimeoutSec: number;
  /**
   * The slot that the files are signed for, by its tenant's id, and its signing key.
   *
   * @default - a machine that takes the files as they are
   */
  slot?: { tenantId: string; signingKey: pulumi.Input<string> };
}

/**
 * Puts a workload's files on its machine by `<name>-apply` (for a slot also `<name>-release`), and waits by `<name>-wait` until every
 * service is healthy. Deleting the first removes the workload.
 *
 * @returns the command that ends when all are healthy
 */
export function deployBundle(
  name: string,
  { workload, connection, bundle, waitTimeoutSec, slot }: Deployment,
  options: pulumi.CustomResourceOptions,
): command.remote.Command {
  const apply = new command.remote.Command(
    `${name}-apply`,
    {
      connection: commandConnection(connection),
      // In a slot this one stands for the removal alone: what is applied is signed, and that has a time.
      create: slot === undefined ? `hostctl apply ${workload}` : "hostctl version",
      delete: `hostctl remove ${workload}`,
      ...(slot === undefined ? { stdin: bundle } : {}),
      ...QUIET_COMMAND,
    },
    { ...options, ...KEEPS_LOGGING },
  );
  const applied =
    slot === undefined
      ? apply
      : releaseBundle(
          name,
          { slot: slot.tenantId, workload, connection, bundle, signingKey: slot.signingKey },
          { ...options, dependsOn: [apply] },
        );
  return new command.remote.Command(
    `${name}-wait`,
    {
      connection: commandConnection(connection),
      create: `hostctl wait ${workload} --timeout ${waitTimeoutSec}`,
      // hostctl does not read it: it makes the gate stand again after every apply. `triggers` would replace the resource, which
      // one that is protected refuses.
      stdin: bundle.apply(bundleSha256),
      ...QUIET_COMMAND,
    },
    { ...options, dependsOn: [applied], ...KEEPS_LOGGING },
  );
}
