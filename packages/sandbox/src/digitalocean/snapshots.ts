import { filterBy, listAnswer } from "./lists.ts";
import type { PrivateImage } from "./rows.ts";
import { operation } from "./team.ts";

/** What a snapshot of a droplet holds, in GB: a made-up figure. */
const SNAPSHOT_SIZE_GB = 2.36;

/** A snapshot as the routes of snapshots write it: the same thing as a private image, in other words. */
function wireSnapshot(image: PrivateImage) {
  return {
    id: String(image.id),
    name: image.name,
    created_at: image.createdAt,
    regions: [image.region],
    min_disk_size: image.minDiskSize,
    size_gigabytes: SNAPSHOT_SIZE_GB,
    resource_id: String(image.dropletId),
    resource_type: "droplet",
    tags: image.tags,
  };
}

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/snapshots_list
const listSnapshots = operation("GET /snapshots", ({ account: team, request }) =>
  listAnswer(
    request,
    "snapshots",
    filterBy(team.images.all(), request, "resource_type", () => ["droplet"]),
    wireSnapshot,
  ),
);

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/snapshots_get
const getSnapshot = operation("GET /snapshots/{id}", ({ account: team, id }) => ({
  status: 200,
  body: { snapshot: wireSnapshot(team.images.existing(id)) },
}));

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/snapshots_delete
const deleteSnapshot = operation("DELETE /snapshots/{id}", ({ account: team, id }) => {
  team.images.delete(team.images.existing(id));
  return { status: 204 };
});

export const snapshotOperations = [listSnapshots, getSnapshot, deleteSnapshot];
