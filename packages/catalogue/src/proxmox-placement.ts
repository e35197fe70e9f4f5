/** What decides where a machine goes in a cluster of Proxmox VE. */
interface Placement {
  /** Number of the virtual machine that is cloned. */
  templateId: number;
  /** Storage of the disk. */
  storage: string;
  /** Storage of the user data. */
  snippetStorage: string;
  bridge: string;
}

/** Fills in what is not said, with the names that the installer of Proxmox VE gives, and 9000 as the template's number. */
export function proxmoxPlacement<Given extends { [Key in keyof Placement]?: Placement[Key] | undefined }>(
  given: Given,
): Omit<Given, keyof Placement> & Placement {
  const { templateId = 9000, storage = "local-lvm", snippetStorage = "local", bridge = "vmbr0" } = given;
  return { ...given, templateId, storage, snippetStorage, bridge };
}
