export { connectPinned, type SshTarget } from "./connect-pinned.ts";
export {
  type HostKey,
  hostKeyAlgorithms,
  hostKeyFault,
  keyFingerprint,
  keyTypeOf,
  parseHostKey,
  SshHostKey,
} from "./host-key.ts";
export { sshFingerprints, sshPrivateKey, sshPublicBlob, sshPublicLine } from "./openssh.ts";
export { readablePrivateKey, readPrivateKey, SshPrivateKey } from "./private-key.ts";
export { SshFailure, type SshFailureKind } from "./ssh-failure.ts";
