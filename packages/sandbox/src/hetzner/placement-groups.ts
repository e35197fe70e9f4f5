import { z } from "zod";
import { Labels, Name } from "./fields.ts";
import { listAnswer } from "./lists.ts";
import { operation, type Project } from "./project.ts";
import type { PlacementGroup } from "./rows.ts";

/** A placement group as the vendor writes it. */
export function wirePlacementGroup(project: Project, group: PlacementGroup) {
  return { ...group, servers: membersOf(project, group.id).map(({ id }) => id) };
}

/** The servers in a placement group. */
export function membersOf(project: Project, groupId: number) {
  return project.servers.filter((server) => server.placementGroupId === groupId);
}

// https://docs.hetzner.cloud/reference/cloud#tag/placement-groups/list_placement_groups
const listPlacementGroups = operation("GET /placement_groups", ({ account: project, query }) =>
  listAnswer(query, project.placementGroups.all(), {
    collection: "placement_groups",
    filters: ["name", "type"],
    sortable: ["id", "name", "created"],
    wire: (group) => wirePlacementGroup(project, group),
  }),
);

// https://docs.hetzner.cloud/reference/cloud#tag/placement-groups/create_placement_group
const createPlacementGroup = operation(
  "POST /placement_groups",
  z.object({ name: Name, type: z.literal("spread"), labels: Labels.default({}) }),
  ({ account: project, body }) => {
    const { nextId, clock } = project.services;
    const group = project.placementGroups.insert({ ...body, id: nextId(), created: clock.timestamp() });
    return { status: 201, body: { placement_group: wirePlacementGroup(project, group), action: null } };
  },
);

// https://docs.hetzner.cloud/reference/cloud#tag/placement-groups/get_placement_group
const getPlacementGroup = operation("GET /placement_groups/{id}", ({ account: project, id }) => ({
  status: 200,
  body: { placement_group: wirePlacementGroup(project, project.placementGroups.existing(id)) },
}));

// https://docs.hetzner.cloud/reference/cloud#tag/placement-groups/update_placement_group
const updatePlacementGroup = operation(
  "PUT /placement_groups/{id}",
  z.object({ name: Name.optional(), labels: Labels.optional() }),
  ({ account: project, id, body }) => {
    const group = project.placementGroups.existing(id);
    project.placementGroups.refuseDuplicate(body, group);
    Object.assign(group, body);
    return { status: 200, body: { placement_group: wirePlacementGroup(project, group) } };
  },
);

// https://docs.hetzner.cloud/reference/cloud#tag/placement-groups/delete_placement_group
const deletePlacementGroup = operation("DELETE /placement_groups/{id}", ({ account: project, id }) => {
  const group = project.placementGroups.existing(id);
  for (const server of membersOf(project, group.id)) server.placementGroupId = null;
  project.placementGroups.delete(group);
  return { status: 204 };
});

export const placementGroupOperations = [
  listPlacementGroups,
  createPlacementGroup,
  getPlacementGroup,
  updatePlacementGroup,
  deletePlacementGroup,
];
