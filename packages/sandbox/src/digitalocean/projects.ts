import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { HttpRequest } from "../kernel/http.ts";
import { DigitaloceanError } from "./errors.ts";
import { baseUrl, listAnswer } from "./lists.ts";
import type { Project } from "./rows.ts";
import { operation, type Team } from "./team.ts";

const Fields = z.object({
  name: z.string().min(1, "can't be blank").max(175, "is too long"),
  description: z.string().max(255, "is too long").default(""),
  purpose: z.string().max(255, "is too long").default(""),
  environment: z.enum(["Development", "Staging", "Production", ""]).default(""),
});
const CreateBody = Fields.extend({ purpose: Fields.shape.purpose.unwrap().min(1, "can't be blank") });
const ReplaceBody = Fields.extend({ is_default: z.boolean().default(false) });
const PatchBody = z.object({
  name: Fields.shape.name.optional(),
  description: z.string().max(255).optional(),
  purpose: z.string().max(255).optional(),
  environment: z.enum(["Development", "Staging", "Production", ""]).optional(),
  is_default: z.boolean().optional(),
});
const AssignBody = z.object({ resources: z.array(z.string()) });

/** The number of a project's owner, which every team's projects share. */
const OWNER_ID = 1;

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/projects_list
const listProjects = operation("GET /projects", ({ account: team, request }) =>
  listAnswer(request, "projects", team.projects.all(), wireProject),
);

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/projects_create
const createProject = operation("POST /projects", CreateBody, ({ account: team, body }) => {
  const now = team.services.clock.timestamp();
  const project = team.projects.insert({
    ...body,
    id: randomUUID(),
    owner_uuid: team.uuid,
    owner_id: OWNER_ID,
    is_default: false,
    created_at: now,
    updated_at: now,
    resources: [],
  });
  return { status: 201, body: { project: wireProject(project) } };
});

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/projects_get
const getProject = operation("GET /projects/{id}", ({ account: team, id }) => ({
  status: 200,
  body: { project: wireProject(existing(team, id)) },
}));

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/projects_update
const replaceProject = operation("PUT /projects/{id}", ReplaceBody, ({ account: team, id, body }) =>
  change(team, id, body),
);

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/projects_patch
const patchProject = operation("PATCH /projects/{id}", PatchBody, ({ account: team, id, body }) =>
  change(team, id, body),
);

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/projects_delete
const deleteProject = operation("DELETE /projects/{id}", ({ account: team, id }) => {
  const project = existing(team, id);
  if (project.is_default) throw new DigitaloceanError("precondition_failed", "cannot delete the default project");
  if (liveResources(team, project).length > 0)
    throw new DigitaloceanError("precondition_failed", "cannot delete a project with resources");
  team.projects.delete(project);
  return { status: 204 };
});

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/projects_list_resources
const listResources = operation("GET /projects/{id}/resources", ({ account: team, id, request }) =>
  listAnswer(request, "resources", liveResources(team, existing(team, id)), (resource) =>
    wireResource(request, resource, "ok"),
  ),
);

// A resource is in one project at a time.
// https://docs.digitalocean.com/reference/api/digitalocean/#operation/projects_assign_resources
const assignResources = operation(
  "POST /projects/{id}/resources",
  AssignBody,
  ({ account: team, id, request, body }) => {
    const project = existing(team, id);
    const resources = body.resources.map((urn) => assign(team, project, request, urn));
    return { status: 200, body: { resources } };
  },
);

export const projectOperations = [
  listProjects,
  createProject,
  getProject,
  replaceProject,
  patchProject,
  deleteProject,
  listResources,
  assignResources,
];

/** Puts a new resource into the team's default project. */
export function intoDefaultProject(team: Team, urn: string): void {
  const project = existing(team, "default");
  project.resources.push({ urn, assigned_at: team.services.clock.timestamp() });
}

/** The project of the id; `default` is the default one. */
export function existing(team: Team, id: string): Project {
  const project = id === "default" ? team.projects.find(({ is_default }) => is_default) : undefined;
  return project ?? team.projects.existing(id);
}

function change(team: Team, id: string, body: z.infer<typeof PatchBody>) {
  const project = existing(team, id);
  team.projects.refuseDuplicate({ name: body.name }, project);
  const { is_default: isDefault, ...fields } = body;
  if (isDefault) {
    for (const other of team.projects.all()) other.is_default = other === project;
  }
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  Object.assign(project, Object.fromEntries(given), { updated_at: team.services.clock.timestamp() });
  return { status: 200, body: { project: wireProject(project) } };
}

function assign(team: Team, project: Project, request: HttpRequest, urn: string) {
  const assigned = { urn, assigned_at: team.services.clock.timestamp() };
  if (!exists(team, urn)) return wireResource(request, assigned, "not_found");
  if (project.resources.some((resource) => resource.urn === urn))
    return wireResource(request, assigned, "already_assigned");
  for (const other of team.projects.all()) other.resources = other.resources.filter((resource) => resource.urn !== urn);
  project.resources.push(assigned);
  return wireResource(request, assigned, "assigned");
}

function exists(team: Team, urn: string): boolean {
  const [, kind = "", id = ""] = urn.split(":");
  const tables: Record<string, { get(id: string): unknown }> = {
    droplet: team.droplets,
    volume: team.volumes,
    floatingip: team.reservedIps,
    reservedip: team.reservedIps,
    vpc: team.vpcs,
  };
  return tables[kind]?.get(id) !== undefined;
}

function liveResources(team: Team, project: Project): Project["resources"] {
  return project.resources.filter(({ urn }) => exists(team, urn));
}

function wireProject({ resources: _resources, ...project }: Project) {
  return project;
}

const COLLECTIONS: Record<string, string> = {
  droplet: "droplets",
  volume: "volumes",
  floatingip: "floating_ips",
  reservedip: "reserved_ips",
  vpc: "vpcs",
};

function wireResource(request: HttpRequest, resource: Project["resources"][number], status: string) {
  const [, kind = "", id = ""] = resource.urn.split(":");
  const self = `${baseUrl(request)}/v2/${COLLECTIONS[kind] ?? kind}/${id}`;
  return { ...resource, links: { self }, status };
}
