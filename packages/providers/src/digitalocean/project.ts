import { type CheckFailure, defineResource, type InputsOf, type StateOf } from "@freehold/provider-kit";
import type { Project, ProjectArgs } from "@pulumi/digitalocean";
import type { DigitaloceanClient } from "./client.ts";
import { deleteIfThere } from "./errors.ts";
import type * as wire from "./wire.ts";

type Inputs = InputsOf<ProjectArgs>;

const PER_PAGE = 200;

/** `digitalocean.Project`. https://docs.digitalocean.com/reference/api/digitalocean/#tag/Projects */
export const project = defineResource<DigitaloceanClient, Inputs, StateOf<Project>>({
  schema: {
    inputs: {
      name: { kind: "string", notEmpty: true, autoName: { maxLength: 175 } },
      description: { kind: "string", fallback: "" },
      purpose: { kind: "string", fallback: "Web Application" },
      environment: {
        kind: "string",
        fallback: "",
        oneOf: ["Development", "Staging", "Production", "development", "staging", "production"],
      },
      isDefault: { kind: "boolean", fallback: false },
      resources: { kind: "list", unordered: true, computed: true },
    },
    outputs: { createdAt: {}, ownerId: {}, ownerUuid: {}, updatedAt: { changesOnUpdate: true } },
  },

  check: checkProject,

  async create({ client, inputs, signal, recordId }) {
    const { project: made } = await client.post<{ project: wire.Project }>("/projects", bodyOf(inputs), signal);
    recordId(made.id, shownOf(made, []));
    await finish(client, made.id, inputs, signal);
    return { id: made.id, shown: await readProject(client, made.id, signal) };
  },

  async read({ client, id, signal }) {
    const found = await client.find<{ project: wire.Project }>(`/projects/${id}`, signal);
    return found && { shown: shownOf(found.project, await urnsOf(client, id, signal)) };
  },

  async update({ client, id, inputs, signal }) {
    await finish(client, id, inputs, signal);
    return readProject(client, id, signal);
  },

  // What is in the project goes to the default one: the vendor refuses to delete a project that is not empty.
  async delete({ client, id, signal }) {
    await deleteIfThere(async () => {
      await moveOut(client, await urnsOf(client, id, signal), signal);
      await client.retryWhile([412], () => client.delete(`/projects/${id}`, signal), signal);
    });
  },
});

/** digitalocean/project/resource_project.go of digitalocean/terraform-provider-digitalocean. */
function checkProject(inputs: Partial<Inputs>): CheckFailure[] {
  return Object.entries({ name: 175, description: 255, purpose: 255 }).flatMap(([property, most]) => {
    const { length } = inputs[property as "name"] ?? "";
    return length <= most ? [] : [{ property, reason: `must be at most ${most} characters, got ${length}` }];
  });
}

function bodyOf(inputs: Inputs) {
  return {
    name: inputs.name,
    description: inputs.description ?? "",
    purpose: inputs.purpose ?? "Web Application",
    environment: inputs.environment ?? "",
  };
}

/** Makes a project what the inputs say, whatever of it has been done. */
async function finish(client: DigitaloceanClient, id: string, inputs: Inputs, signal: AbortSignal): Promise<void> {
  await client.put(`/projects/${id}`, { ...bodyOf(inputs), is_default: inputs.isDefault ?? false }, signal);
  if (inputs.resources === undefined) return;
  const wanted = inputs.resources;
  const live = await urnsOf(client, id, signal);
  await moveOut(
    client,
    live.filter((urn) => !wanted.includes(urn)),
    signal,
  );
  const missing = wanted.filter((urn) => !live.includes(urn));
  if (missing.length > 0) await client.post(`/projects/${id}/resources`, { resources: missing }, signal);
}

async function moveOut(client: DigitaloceanClient, urns: readonly string[], signal: AbortSignal): Promise<void> {
  if (urns.length === 0) return;
  const { project: fallback } = await client.get<{ project: wire.Project }>("/projects/default", signal);
  await client.post(`/projects/${fallback.id}/resources`, { resources: urns }, signal);
}

async function urnsOf(client: DigitaloceanClient, id: string, signal: AbortSignal): Promise<string[]> {
  const urns: string[] = [];
  for (let page = 1; ; page += 1) {
    const path = `/projects/${id}/resources?page=${page}&per_page=${PER_PAGE}`;
    const { resources } = await client.get<{ resources: { urn: string }[] }>(path, signal);
    urns.push(...resources.map(({ urn }) => urn));
    if (resources.length < PER_PAGE) return urns;
  }
}

async function readProject(client: DigitaloceanClient, id: string, signal: AbortSignal) {
  const { project: live } = await client.get<{ project: wire.Project }>(`/projects/${id}`, signal);
  return shownOf(live, await urnsOf(client, id, signal));
}

function shownOf(live: wire.Project, resources: string[]) {
  return {
    name: live.name,
    description: live.description,
    purpose: live.purpose,
    environment: live.environment,
    isDefault: live.is_default,
    resources,
    createdAt: live.created_at,
    updatedAt: live.updated_at,
    ownerId: live.owner_id,
    ownerUuid: live.owner_uuid,
  };
}
