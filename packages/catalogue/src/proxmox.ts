import { ownHardware } from "./own-hardware.ts";

/** Proxmox VE. A region is a node; `pve` is the name that the installer proposes. */
export const proxmox = ownHardware({
  region: "pve",
  prefix: "vm",
  image: {
    name: "debian-12",
    description: "Debian 12, with cloud-init and the guest agent: the operator's template",
  },
});
