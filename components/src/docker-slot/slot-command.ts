/** What a slot may take of its host, and the names that lead to it. */
export interface SlotLimits {
  cores: number;
  memoryGib: number;
  /** @default - as much as the host has */
  diskGib?: number;
  /** Host ports that the slot may publish. */
  ports: readonly number[];
  hostNames: readonly string[];
  /** Public key that the slot's bundles are signed with, as `ssh-ed25519 AAAA…`; a comment is left out. */
  signer: string;
}

/** The command that makes a slot, or changes it when it is there; the public key of its user comes on standard input. */
export function slotCommand(
  tenantId: string,
  { cores, memoryGib, diskGib, ports, hostNames, signer }: SlotLimits,
): string {
  const [kind = "", key = ""] = signer.split(/\s+/);
  return [
    `hostctl slot create ${tenantId} --cores ${cores} --memory ${memoryGib}`,
    ...(diskGib === undefined ? [] : [`--disk ${diskGib}`]),
    ...ports.map((port) => `--port ${port}`),
    ...hostNames.map((name) => `--host ${name}`),
    `--signer "${kind} ${key}"`,
  ].join(" ");
}
