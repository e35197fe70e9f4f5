import { ownHardware } from "./own-hardware.ts";

/** A Docker host. A machine type is a share of it, which `hostctl slot` keeps; a region is whatever its operator calls the place. */
export const docker = ownHardware({
  region: "local",
  prefix: "slot",
  image: { name: "none", description: "the host's own system: a slot is made from no image" },
});
