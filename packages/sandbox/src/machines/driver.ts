/** What a machine is made from. The emulators fill it in when a server is ordered. */
export interface MachineSpec {
  /** Unique among the driver's machines, for example `hetzner-42`; every later call names the machine by it. */
  id: string;

  /** The server's name at the cloud. */
  hostname: string;

  /** The machine's own IPv4 address in 127.0.0.0/8, chosen by the kernel's address pool; it listens there on the driver's SSH port. */
  address: string;

  /** User data as the cloud received it; empty when the server was ordered without. */
  userData: string;

  /** Public keys, in OpenSSH form, that the cloud installs for root. */
  authorizedKeys: string[];

  /** The image's name at the cloud, for example `debian-12`. */
  image: string;
}

/** What stands behind a server of an emulator. One driver serves all emulators of a sandbox. */
export interface MachineDriver {
  readonly kind: "simulated" | "container";

  /** Makes the machine and switches it on. Resolves when it has been ordered: cloud-init may still be running. */
  create(spec: MachineSpec): Promise<void>;

  /** Switches the machine off; its disk stays. Off already: nothing happens. */
  powerOff(id: string): Promise<void>;

  /** Switches the machine on. On already: nothing happens. */
  powerOn(id: string): Promise<void>;

  /** Restarts the machine: same disk, new boot id. */
  reboot(id: string): Promise<void>;

  /** Reinstalls the machine from an image: the disk is lost, user data runs again as on the first boot. */
  rebuild?(id: string, image: string): Promise<void>;

  /** Removes the machine and its disk. Unknown machine: nothing happens. */
  destroy(id: string): Promise<void>;

  /** Destroys every machine and frees the driver's ports. */
  close(): Promise<void>;
}
