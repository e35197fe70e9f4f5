import type { ContainerCreateOptions } from "dockerode";
import { createTar } from "nanotar";
import type { MachineSpec } from "../driver.ts";
import type { Owner } from "./owner.ts";

/** Where cloud-init's NoCloud source looks for user data. */
export const SEED_FOLDER = "/var/lib/cloud/seed";

export interface MachineContainerOptions {
  spec: MachineSpec;
  owner: Owner;
  image: string;
  network: string;
  cgroupVersion: 1 | 2;
  /** The machine does not try to pull images. */
  offline: boolean;
  /** TCP ports published on the machine's address. */
  ports: number[];
}

/** The container that is one machine: able to run a Docker engine of its own, without being privileged. */
export function machineContainer(options: MachineContainerOptions): ContainerCreateOptions {
  const { spec, owner, image, network, cgroupVersion, ports, offline } = options;
  const name = containerName(owner, spec.id);
  return {
    name,
    Image: image,
    Hostname: spec.hostname,
    Labels: owner.labels,
    Env: offline ? ["FREEHOLD_SANDBOX_OFFLINE=1"] : [],
    ExposedPorts: Object.fromEntries(ports.map((port) => [`${port}/tcp`, {}])),
    HostConfig: {
      NetworkMode: network,
      PortBindings: Object.fromEntries(
        ports.map((port) => [`${port}/tcp`, [{ HostIp: spec.address, HostPort: String(port) }]]),
      ),
      CapAdd: ["ALL"],
      // Privileged containers, and this capability, are refused in some confined environments; Docker does without.
      CapDrop: ["SYS_RESOURCE"],
      // What Docker hides of /proc and /sys may be mounted in no user namespace below: a machine's own Docker could not remap users.
      MaskedPaths: [],
      ReadonlyPaths: [],
      SecurityOpt: ["seccomp=unconfined", "apparmor=unconfined"],
      Mounts: [{ Type: "volume", Source: name, Target: "/var/lib/docker", VolumeOptions: labelled(owner) }],
      Tmpfs: { "/run": "exec,mode=755" },
      ...(cgroupVersion === 1 ? { Binds: ["/sys/fs/cgroup:/sys/fs/cgroup:rw"] } : { CgroupnsMode: "private" }),
    },
  };
}

/** Name of a machine's container, and of its volume. */
export function containerName(owner: Owner, machineId: string): string {
  return `freehold-${owner.id}-${machineId.replace(/[^a-zA-Z0-9_.-]/g, "-")}`;
}

/** The archive that gives cloud-init its user data, to be unpacked in SEED_FOLDER before the first boot. */
export function seedArchive(spec: MachineSpec): Buffer {
  // JSON is YAML.
  const metaData = JSON.stringify({
    "instance-id": spec.id,
    "local-hostname": spec.hostname,
    "public-keys": spec.authorizedKeys,
  });
  const attrs = { mode: "600", uid: 0, gid: 0 };
  return Buffer.from(
    createTar([
      { name: "nocloud/meta-data", data: metaData, attrs },
      { name: "nocloud/user-data", data: spec.userData || "#cloud-config\n{}\n", attrs },
    ]),
  );
}

function labelled(owner: Owner) {
  return { Labels: owner.labels, NoCopy: true, DriverConfig: { Name: "local", Options: {} } };
}
