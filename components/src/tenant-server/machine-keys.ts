import type * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { valueOrEmpty } from "../value-or-empty.ts";

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
    loginPublic: valueOrEmpty(login.publicKeyOpenssh).apply((key) => key.trim()),
    loginPrivate: valueOrEmpty(login.privateKeyOpenssh),
    hostPublic: valueOrEmpty(host.publicKeyOpenssh).apply((key) => key.trim()),
    hostPrivate: valueOrEmpty(host.privateKeyOpenssh),
  };
}
