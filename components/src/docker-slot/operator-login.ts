import * as pulumi from "@pulumi/pulumi";
import type { SshConnection } from "../tenant-server/ssh-connection.ts";
import type { DockerHost } from "./docker-host.ts";

/** How a host is reached as its operator: who may make slots there, and bring it programs. Secret. */
export function operatorLogin(host: DockerHost): pulumi.Output<SshConnection> {
  const { address, sshPort = 22, sshUser = "freehold", sshPrivateKey, hostKey } = host;
  return pulumi.secret(
    pulumi
      .output(sshPrivateKey)
      .apply((privateKey) => ({ host: address, port: sshPort, user: sshUser, privateKey, hostKey })),
  );
}
