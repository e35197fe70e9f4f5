import { DATACENTERS, type Datacenter, LOCATIONS, type Location, SERVER_TYPES } from "./catalogue.ts";
import { notFound } from "./errors.ts";
import { listAnswer } from "./lists.ts";
import { operation, type Project } from "./project.ts";
import { isRetired } from "./server-types.ts";

/** The location with the id or the name. */
export function findLocation(reference: number | string): Location | undefined {
  return LOCATIONS.find((location) => String(location.id) === String(reference) || location.name === reference);
}

/** The location of a datacenter, given by id or name: what `datacenter` in a request means since it has gone. */
export function locationOfDatacenter(reference: number | string): Location | undefined {
  const datacenter = DATACENTERS.find(({ id, name }) => String(id) === String(reference) || name === reference);
  return datacenter && findLocation(datacenter.location);
}

// https://docs.hetzner.cloud/reference/cloud#tag/locations/list_locations
const listLocations = operation("GET /locations", ({ query }) =>
  listAnswer(query, LOCATIONS, {
    collection: "locations",
    filters: ["name"],
    sortable: ["id", "name"],
    wire: (location) => location,
  }),
);

// https://docs.hetzner.cloud/reference/cloud#tag/locations/get_location
const getLocation = operation("GET /locations/{id}", ({ id }) => {
  const location = LOCATIONS.find((candidate) => String(candidate.id) === id);
  if (location === undefined) throw notFound("location", id);
  return { status: 200, body: { location } };
});

// https://docs.hetzner.cloud/reference/cloud#tag/data-centers/list_datacenters
const listDatacenters = operation("GET /datacenters", ({ account: project, query }) => {
  const { status, body } = listAnswer(query, DATACENTERS, {
    collection: "datacenters",
    filters: ["name"],
    sortable: ["id", "name"],
    wire: (datacenter) => wireDatacenter(project, datacenter),
  });
  return { status, body: { ...(body as object), recommendation: DATACENTERS[0]?.id } };
});

// https://docs.hetzner.cloud/reference/cloud#tag/data-centers/get_datacenter
const getDatacenter = operation("GET /datacenters/{id}", ({ account: project, id }) => {
  const datacenter = DATACENTERS.find((candidate) => String(candidate.id) === id);
  if (datacenter === undefined) throw notFound("datacenter", id);
  return { status: 200, body: { datacenter: wireDatacenter(project, datacenter) } };
});

export const locationOperations = [listLocations, getLocation, listDatacenters, getDatacenter];

function wireDatacenter(project: Project, datacenter: Datacenter) {
  const here = SERVER_TYPES.filter((type) => type.locations.includes(datacenter.location));
  const sold = here.filter((type) => !isRetired(type, project.services.clock.now())).map(({ id }) => id);
  return {
    id: datacenter.id,
    name: datacenter.name,
    description: `${findLocation(datacenter.location)?.description} (${datacenter.name})`,
    location: findLocation(datacenter.location),
    server_types: { supported: here.map(({ id }) => id), available: sold, available_for_migration: sold },
  };
}
