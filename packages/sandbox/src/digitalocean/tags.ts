import { z } from "zod";
import { notFound, unprocessable } from "./errors.ts";
import { listAnswer } from "./lists.ts";
import type { Tag } from "./rows.ts";
import { operation, type Team } from "./team.ts";

/** Anything that carries tags. */
interface Tagged {
  id: number | string;
  tags: string[];
}

/** https://docs.digitalocean.com/reference/api/digitalocean/#operation/tags_create */
const TagName = z
  .string()
  .max(255, "is too long (maximum is 255 characters)")
  .regex(/^[a-zA-Z0-9_\-:]+$/, "may only contain letters, numbers, colons, dashes, and underscores");

/** Tags of an order: `null` and none are the same. */
export const TagNames = z
  .array(TagName)
  .nullish()
  .transform((tags) => [...new Set(tags ?? [])]);

/** Makes the tags that do not exist yet: an order brings its tags along. */
export function ensureTags(team: Team, names: readonly string[]): void {
  for (const name of names) if (team.tags.get(name) === undefined) team.tags.insert({ id: name });
}

/** Answers 422 for tags that do not exist: a firewall does not bring its tags along. */
export function refuseUnknownTags(team: Team, names: readonly string[]): void {
  for (const name of names) if (team.tags.get(name) === undefined) throw unprocessable(`tag ${name} not found`);
}

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/tags_list
const listTags = operation("GET /tags", ({ account: team, request }) =>
  listAnswer(request, "tags", team.tags.all(), (tag) => wireTag(team, tag)),
);

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/tags_create
const createTag = operation("POST /tags", z.object({ name: TagName }), ({ account: team, body }) => {
  ensureTags(team, [body.name]);
  return { status: 201, body: { tag: wireTag(team, team.tags.existing(body.name)) } };
});

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/tags_get
const getTag = operation("GET /tags/{tag}", ({ account: team, params }) => ({
  status: 200,
  body: { tag: wireTag(team, existing(team, params.tag)) },
}));

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/tags_delete
const deleteTag = operation("DELETE /tags/{tag}", ({ account: team, params }) => {
  const { id: name } = existing(team, params.tag);
  for (const row of [...carriers(team), ...team.firewalls.all()]) untag(row, name);
  team.tags.delete({ id: name });
  return { status: 204 };
});

const Resources = z.object({
  resources: z.array(
    z.object({
      resource_id: z.union([z.string(), z.int()]).transform(String),
      resource_type: z.enum(["droplet", "image", "volume", "volume_snapshot"]),
    }),
  ),
});

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/tags_assign_resources
const tagResources = operation("POST /tags/{tag}/resources", Resources, ({ account: team, params, body }) => {
  const { id: name } = existing(team, params.tag);
  for (const row of body.resources.map((resource) => carrier(team, resource))) {
    if (!row.tags.includes(name)) row.tags.push(name);
  }
  return { status: 204 };
});

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/tags_unassign_resources
const untagResources = operation("DELETE /tags/{tag}/resources", Resources, ({ account: team, params, body }) => {
  const { id: name } = existing(team, params.tag);
  for (const row of body.resources.map((resource) => carrier(team, resource))) untag(row, name);
  return { status: 204 };
});

export const tagOperations = [listTags, createTag, getTag, deleteTag, tagResources, untagResources];

/** The tag; its name stands percent-encoded in the path, for its colons. */
function existing(team: Team, name = ""): Tag {
  return team.tags.existing(decodeURIComponent(name));
}

function wireTag(team: Team, { id: name }: Tag) {
  const count = (rows: readonly Tagged[]) => ({ count: rows.filter(({ tags }) => tags.includes(name)).length });
  return {
    name,
    resources: {
      ...count(carriers(team)),
      droplets: count(team.droplets.all()),
      images: count(team.images.all()),
      volumes: count(team.volumes.all()),
      volume_snapshots: { count: 0 },
      databases: { count: 0 },
    },
  };
}

function carriers(team: Team): Tagged[] {
  return [...team.droplets.all(), ...team.volumes.all(), ...team.images.all()];
}

function carrier(team: Team, resource: { resource_id: string; resource_type: string }): Tagged {
  const tables: Record<string, { get(id: string): Tagged | undefined }> = {
    droplet: team.droplets,
    volume: team.volumes,
    image: team.images,
  };
  const row = tables[resource.resource_type]?.get(resource.resource_id);
  if (row === undefined) throw notFound();
  return row;
}

function untag(row: { tags: string[] }, name: string): void {
  row.tags = row.tags.filter((tag) => tag !== name);
}
