import type * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";

/** The two key pairs of a machine, in OpenSSH form. Private keys are secret. */
export interface MachineKeys {
  loginPublic: pulumi.Output<string>;
  loginPrivate: pulumi.Output<string>;
  hostPublic: pulumi.Output<string>;
  hostPrivate: pulumi.Output<string>;
}

/** One pair to log in with, one for the machine to show: made before the machine, so that its first connection is already verified. */
export function createMachineKeys(name: string, parent: pulumi.ComponentResource): MachineKeys {
  const login = new tls.PrivateKey(`${name}-login-key`, { algorithm: "ED25519" }, { parent });
  const host = new tls.PrivateKey(`${name}-host-key`, { algorithm: "ED25519" }, { parent });
  return {
    loginPublic: login.publicKeyOpenssh.apply((key) => key.trim()),
    loginPrivate: login.privateKeyOpenssh,
    hostPublic: host.publicKeyOpenssh.apply((key) => key.trim()),
    hostPrivate: host.privateKeyOpenssh,
  };
}
