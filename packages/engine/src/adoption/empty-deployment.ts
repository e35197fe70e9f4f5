import { stackEncryption } from "../passphrase.ts";
import type { StackRef } from "../stack-ref.ts";
import type { Deployment } from "../state/deployment.ts";

/** A state without resources, as the engine would begin it; secrets in it are encrypted with the stack's passphrase. */
export async function emptyDeployment(ref: StackRef, passphrase: string): Promise<Deployment> {
  const { encryptionSalt } = await stackEncryption(ref, passphrase);
  return {
    manifest: { time: new Date(0).toISOString(), magic: "", version: "" },
    secrets_providers: { type: "passphrase", state: { salt: encryptionSalt } },
    resources: [],
  };
}
