import { gzipSync } from "node:zlib";
import * as command from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";
import { hostctlLoader, hostctlUpdate } from "../hostctl/hostctl-update.ts";
import { fillPlaceholders } from "../templates/fill-placeholders.ts";
import { templateText } from "../templates/template-text.ts";
import { KEEPS_LOGGING, QUIET_COMMAND } from "../tenant-server/quiet-command.ts";
import { commandConnection, type SshConnection } from "../tenant-server/ssh-connection.ts";

/** Brings Docker, and the loader that takes `hostctl`, to a machine that was not provisioned with them. The user must be root, or may become root by `sudo` without a password. */
export function prepareMachine(
  name: string,
  connection: pulumi.Output<SshConnection>,
  parent: pulumi.ComponentResource,
): command.remote.Command {
  return new command.remote.Command(
    name,
    {
      connection: commandConnection(connection),
      create: prepareCommand(),
      stdin: connection.apply(({ user }) => prepareScript(user)),
      ...QUIET_COMMAND,
    },
    { parent, ...KEEPS_LOGGING },
  );
}

/** The script that makes a machine a Freehold machine, to be run as root by `sh`. */
export function prepareScript(user: string): string {
  return fillPlaceholders(templateText("host/prepare-machine"), {
    user,
    daemonJson: daemonJson(),
    installDocker: templateText("host/install-docker"),
    loader: gzipSync(hostctlLoader(), { level: 9 }).toString("base64"),
  });
}

/** A machine that has a `hostctl` needs nothing, which is brought up to date by itself; its user may not even be able to become root. */
function prepareCommand(): string {
  const [major] = hostctlUpdate().version.split(".");
  return [
    `hostctl version 2>/dev/null | grep -q "^hostctl ${major}[.]" && exit 0`,
    '[ "$(id -u)" -ne 0 ] || exec sh -s',
    `sudo -n true || { echo "user $(id -un) must be root, or become root by sudo without a password" >&2; exit 77; }`,
    "exec sudo -n sh -s",
  ].join("\n");
}

/** Docker's settings as machines are provisioned with them. */
function daemonJson(): string {
  const [, json] =
    /path: \/etc\/docker\/daemon\.json\n\s+content: '(.*)'/.exec(templateText("host/cloud-config.yaml")) ?? [];
  if (json === undefined) throw new Error("cloud-config.yaml writes no /etc/docker/daemon.json");
  return json;
}
