import { FEATURES } from "../catalogue.ts";
import { findImage, wireImage } from "../images.ts";
import { existingSize, wireRegionOf, wireSize } from "../offer.ts";
import type { BackupPolicy, Droplet } from "../rows.ts";
import type { Team } from "../team.ts";

/** The machine behind a droplet, for the driver. */
export function machineIdOf({ id }: Pick<Droplet, "id">): string {
  return `digitalocean-${id}`;
}

/** A droplet as the vendor writes it. */
export function wireDroplet(team: Team, droplet: Droplet) {
  const size = existingSize(droplet.size);
  const image = findImage(team, droplet.imageId);
  return {
    id: droplet.id,
    name: droplet.name,
    memory: size.memory,
    vcpus: size.vcpus,
    disk: droplet.disk,
    locked: team.actions.isBusy("droplet", droplet.id),
    status: droplet.status,
    kernel: null,
    created_at: droplet.createdAt,
    features: featuresOf(droplet),
    backup_ids: [],
    next_backup_window: droplet.backups && nextWindow(team, droplet.backups),
    snapshot_ids: team.images.filter(({ dropletId }) => dropletId === droplet.id).map(({ id }) => id),
    image: image === undefined ? goneImage(droplet) : wireImage(image),
    volume_ids: team.volumes.filter(({ droplet_ids }) => droplet_ids.includes(droplet.id)).map(({ id }) => id),
    size: wireSize(size),
    size_slug: droplet.size,
    networks: networksOf(team, droplet),
    region: wireRegionOf(droplet.region),
    tags: droplet.tags,
    vpc_uuid: droplet.vpcId,
  };
}

/** When the next backup is taken: the vendor names the window. */
export function nextWindow(team: Team, { hour }: BackupPolicy) {
  const start = new Date(team.services.clock.now());
  start.setUTCHours(hour, 0, 0, 0);
  if (start.getTime() <= team.services.clock.now()) start.setUTCDate(start.getUTCDate() + 1);
  const end = new Date(start.getTime() + WINDOW_HOURS * 3_600_000);
  return { start: seconds(start), end: seconds(end) };
}

/** Length of a backup window. */
export const WINDOW_HOURS = 4;

function featuresOf({ hasIpv6, monitoring, backups }: Droplet): string[] {
  const chosen: Record<string, boolean> = { ipv6: hasIpv6, monitoring, backups: backups !== null };
  return [
    "droplet_agent",
    "private_networking",
    ...Object.entries(chosen).flatMap(([feature, on]) => (on ? [feature] : [])),
  ].filter((feature) => feature !== "backups" || FEATURES.includes("backups"));
}

/** A snapshot may have been deleted after the droplet was made from it. */
function goneImage({ imageId, imageName }: Droplet) {
  return { id: imageId, name: imageName, distribution: "Unknown", slug: null, public: false, type: "snapshot" };
}

function networksOf(team: Team, droplet: Droplet) {
  const { machineAddress, privateAddress, hasPublicNet, hasIpv6, id, status } = droplet;
  // Addresses are reported when the droplet has been made.
  if (status === "new" || team.services.clock.now() < droplet.addressShownAt) return { v4: [], v6: [] };
  const gateway = (address: string) => address.replace(/\d+$/, "1");
  const inside = {
    ip_address: privateAddress,
    netmask: "255.255.240.0",
    gateway: gateway(privateAddress),
    type: "private",
  };
  const outside = {
    ip_address: machineAddress,
    netmask: "255.255.0.0",
    gateway: gateway(machineAddress),
    type: "public",
  };
  const network = `2001:db8:d0:${(id % 65_536).toString(16)}`;
  return {
    v4: [...(hasPublicNet ? [outside] : []), inside],
    v6: hasIpv6 ? [{ ip_address: `${network}::1`, netmask: 64, gateway: `${network}::ffff`, type: "public" }] : [],
  };
}

function seconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
