import { createHash } from "node:crypto";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { KEEPS_LOGGING, QUIET_COMMAND } from "../tenant-server/quiet-command.ts";
import { commandConnection, type SshConnection } from "../tenant-server/ssh-connection.ts";
import { bundleSha256, SIGNED_FOR_SEC, signBundle } from "./sign-bundle.ts";

/** A workload's files for a slot. */
export interface SlotRelease {
  /** Tenant id of the slot. */
  slot: string;
  /** Name of the workload in the slot. */
  workload: string;
  connection: pulumi.Output<SshConnection>;
  /** What `bundleOf` makes. Secret. */
  bundle: pulumi.Output<string>;
  /** The slot's signing key. Secret. */
  signingKey: pulumi.Input<string>;
}

/**
 * Signs a workload's files and applies them to its slot, once for each bundle and each way to the slot.
 *
 * Signatures have a time, and an unchanged update must change nothing: so the signed text is ignored while the bundle's hash stays, and
 * the command is replaced when it changes. A replacement takes the text of the day, as does a command that is not in the state because it
 * failed: a retry signs again, whenever it comes. The serial is the time in milliseconds, the expiry an hour later. The command deletes
 * nothing, so that replacing it touches nothing on the host and needs no protection.
 *
 * @param opts.dependsOn what must be there before
 */
export function releaseBundle(
  name: string,
  { slot, workload, connection, bundle, signingKey }: SlotRelease,
  opts: pulumi.CustomResourceOptions,
): command.remote.Command {
  const create = `hostctl apply ${workload}`;
  const signed = pulumi.all([bundle, signingKey]).apply(([plain, key]) => {
    // A destroy of a slot whose key was never made.
    if (key === "") return "";
    const nowMs = Date.now();
    const expiresSec = Math.floor(nowMs / 1000) + SIGNED_FOR_SEC;
    return signBundle(plain, { slot, workload, serial: nowMs, expiresSec }, key);
  });
  return new command.remote.Command(
    `${name}-release`,
    {
      connection: commandConnection(connection),
      create,
      stdin: pulumi.secret(signed),
      triggers: [
        bundle.apply(bundleSha256),
        // What would run the command again with the text of before: another host, another key, another command.
        pulumi.all([connection, signingKey]).apply((way) => digestOf([create, ...way])),
      ],
      ...QUIET_COMMAND,
    },
    { ...opts, protect: false, ignoreChanges: [...KEEPS_LOGGING.ignoreChanges, "stdin"] },
  );
}

function digestOf(values: unknown): string {
  return createHash("sha256").update(JSON.stringify(values)).digest("hex");
}
