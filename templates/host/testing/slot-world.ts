import { expect } from "@jest/globals";
import { createHostWorld, type HostWorld } from "./host-world.ts";
import { slotProgram } from "./slot-program.ts";

export const PROGRAM = slotProgram();
/** Public key of a slot's user. */
export const KEY = "ssh-ed25519 AAAA slot";
/** Where a slot is on the machine, and what makes it. */
export const SLOT = "/var/lib/freehold-slots/tabc123";
export const CREATE = ["slot", "create", "tabc123", "--cores", "2", "--memory", "4"];

/** A machine on which slots can be enabled: users, mounts and sshd are programs that write down how they are called. */
export interface SlotWorld extends HostWorld {
  enabled(): Promise<void>;
  /** How a program was called so far. */
  called(name: string): string[];
  /** Sets whom Docker says that root in a container is on the machine: `uid.gid`. It is root itself before. */
  remapped(root: string): void;
}

const WRITTEN_DOWN = "useradd usermod groupadd systemctl sshd losetup mkfs.ext4 mount umount";

export function createSlotWorld(): SlotWorld {
  const world = createHostWorld();
  for (const name of WRITTEN_DOWN.split(" ")) world.program(name);
  world.program("getent", "echo freehold-slots");
  world.program("id", "case $1 in -u | -g) echo 0 ;; esac");
  world.program("mountpoint", "exit 1");
  for (const folder of ["/etc/sudoers.d/.keep", "/etc/ssh/sshd_config.d/.keep"]) world.write(folder, "");
  const remapped = (root: string) =>
    world.program(
      "docker",
      `case "$*" in
        *DockerRootDir*) echo "/var/lib/docker/${root} [name=seccomp name=userns]" ;;
        *CgroupDriver*) echo systemd ;;
        *Mountpoint*) echo ${world.path("/data")} ;;
      esac`,
    );
  remapped("0.0");
  const enabled = async () => {
    const outcome = await world.hostctl(["slot", "enable"], PROGRAM);
    expect(outcome).toMatchObject({ exitCode: 0, stdout: "slots are enabled\n" });
  };
  const called = (name: string) => world.calls().filter((call) => call.startsWith(`${name} `));
  return { ...world, enabled, called, remapped };
}
