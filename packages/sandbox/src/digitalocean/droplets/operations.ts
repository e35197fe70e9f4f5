import { actionOperationsOf, startAction } from "../actions.ts";
import { unprocessable } from "../errors.ts";
import { firewallsOf, wireFirewall } from "../firewalls.ts";
import { filterBy, listAnswer } from "../lists.ts";
import type { Droplet, PrivateImage } from "../rows.ts";
import { operation, type Team } from "../team.ts";
import { dropletActOperations } from "./act.ts";
import { createDroplet } from "./create.ts";
import { machineIdOf, nextWindow, WINDOW_HOURS, wireDroplet } from "./droplet.ts";

/** Days that a backup of each plan is kept. */
const RETENTION_DAYS = { daily: 7, weekly: 28 } as const;

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/droplets_list
const listDroplets = operation("GET /droplets", ({ account: team, request }) => {
  const tagged = filterBy(team.droplets.all(), request, "tag_name", ({ tags }) => tags);
  const named = filterBy(tagged, request, "name", ({ name }) => name);
  return listAnswer(request, "droplets", named, (droplet) => wireDroplet(team, droplet));
});

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/droplets_get
const getDroplet = operation("GET /droplets/{id}", ({ account: team, id }) => ({
  status: 200,
  body: { droplet: wireDroplet(team, team.droplets.existing(id)) },
}));

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/droplets_destroy
const deleteDroplet = operation("DELETE /droplets/{id}", ({ account: team, id }) => {
  startDestruction(team, team.droplets.existing(id));
  return { status: 204 };
});

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/droplets_destroy_byTag
const deleteTagged = operation("DELETE /droplets", ({ account: team, query }) => {
  const tag = query.get("tag_name");
  if (tag === null || tag === "") throw unprocessable("tag_name is required");
  for (const droplet of team.droplets.filter(({ tags }) => tags.includes(tag))) startDestruction(team, droplet);
  return { status: 204 };
});

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/droplets_list_firewalls
const listFirewalls = operation("GET /droplets/{id}/firewalls", ({ account: team, id, request }) =>
  listAnswer(request, "firewalls", firewallsOf(team, team.droplets.existing(id)), wireFirewall),
);

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/droplets_list_snapshots
const listSnapshots = operation("GET /droplets/{id}/snapshots", ({ account: team, id, request }) => {
  const droplet = team.droplets.existing(id);
  const snapshots = team.images.filter(({ dropletId }) => dropletId === droplet.id);
  return listAnswer(request, "snapshots", snapshots, wireSnapshot);
});

// Backups are not taken here, so that there is never one.
// https://docs.digitalocean.com/reference/api/digitalocean/#operation/droplets_list_backups
const listBackups = operation("GET /droplets/{id}/backups", ({ account: team, id, request }) => {
  team.droplets.existing(id);
  return listAnswer(request, "backups", [], (backup) => backup);
});

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/droplets_get_backup_policy
const getBackupPolicy = operation("GET /droplets/{id}/backups/policy", ({ account: team, id }) => {
  const { id: droplet_id, backups } = team.droplets.existing(id);
  const policy = backups && {
    backup_policy: {
      ...backups,
      window_length_hours: WINDOW_HOURS,
      retention_period_days: RETENTION_DAYS[backups.plan],
    },
    next_backup_window: nextWindow(team, backups),
  };
  return { status: 200, body: { policy: { droplet_id, backup_enabled: backups !== null, ...policy } } };
});

export const dropletOperations = [
  listDroplets,
  createDroplet,
  deleteTagged,
  ...dropletActOperations,
  getDroplet,
  deleteDroplet,
  listFirewalls,
  listSnapshots,
  listBackups,
  getBackupPolicy,
  ...actionOperationsOf("/droplets/{id}", (team, { id = "" }) => ({
    id: team.droplets.existing(id).id,
    type: "droplet",
  })),
];

/** Destroys the machine; until that is done the droplet is listed, locked. */
function startDestruction(team: Team, droplet: Droplet): void {
  startAction(team, {
    type: "destroy",
    resource: { id: droplet.id, type: "droplet" },
    region: droplet.region,
    work: async () => {
      await team.services.machines.destroy(machineIdOf(droplet));
      forget(team, droplet);
    },
  });
}

/** What was attached to the droplet stays, and is free again. */
function forget(team: Team, droplet: Droplet): void {
  team.services.addresses.giveBack(droplet.machineAddress);
  for (const volume of team.volumes.all())
    volume.droplet_ids = volume.droplet_ids.filter((candidate) => candidate !== droplet.id);
  for (const ip of team.reservedIps.all()) if (ip.dropletId === droplet.id) ip.dropletId = null;
  for (const firewall of team.firewalls.all())
    firewall.droplet_ids = firewall.droplet_ids.filter((candidate) => candidate !== droplet.id);
  team.droplets.delete(droplet);
}

function wireSnapshot(image: PrivateImage) {
  return {
    id: image.id,
    name: image.name,
    created_at: image.createdAt,
    regions: [image.region],
    min_disk_size: image.minDiskSize,
    size_gigabytes: 2.36,
    type: "snapshot",
  };
}
