import { createTokenBucket } from "../kernel/rate-limit.ts";
import { createDisk, folderNode } from "../machines/simulated/disk.ts";
import type { Cluster, ProxmoxServices } from "./cluster.ts";
import { templateGuest, templateVolumes } from "./guests/template.ts";
import type { Credentials } from "./rows.ts";
import { SNIPPETS_FOLDER, STORAGES } from "./storage/storage.ts";
import { Tasks } from "./tasks.ts";

const FOLDERS = ["/var", "/var/lib", "/var/lib/vz", SNIPPETS_FOLDER];

export function createCluster(services: ProxmoxServices, credentials: Credentials): Cluster {
  const cluster: Cluster = {
    services,
    node: "pve",
    nodeAddress: services.addresses.take(),
    credentials,
    // The vendor has no limit: the kernel wants one.
    limiter: createTokenBucket(services.clock, 1_000_000, 1),
    tasks: new Tasks(services.clock, services.actionMs),
    guests: new Map(),
    storages: STORAGES,
    disk: createDisk([], new Map()),
    volumes: new Map(),
    pools: new Map(),
    zones: new Map(),
    vnets: new Map(),
  };
  furnish(cluster);
  return cluster;
}

/** Empties the cluster, but for what the sandbox itself puts there. */
export function resetCluster(cluster: Cluster): void {
  cluster.tasks.clear();
  for (const kept of [cluster.guests, cluster.disk, cluster.volumes, cluster.pools, cluster.zones, cluster.vnets])
    kept.clear();
  furnish(cluster);
}

/** What an operator has prepared: a template of a virtual machine, one of a container. */
function furnish(cluster: Cluster): void {
  for (const [path, node] of createDisk([], new Map())) cluster.disk.set(path, node);
  for (const folder of FOLDERS) cluster.disk.set(folder, folderNode(0o755));
  const template = templateGuest(cluster.node);
  cluster.guests.set(template.id, template);
  for (const volume of templateVolumes(cluster.services.clock.now())) cluster.volumes.set(volume.volid, volume);
}
