import { type InvokeDefinition, ProviderError } from "@freehold/provider-kit";
import type { GetImageArgs, GetLocationArgs, GetServerTypeArgs } from "@pulumi/hcloud";
import type { HcloudClient } from "./client.ts";
import {
  shownImage,
  shownLocation,
  shownServerType,
  type WireImage,
  type WireLocation,
  type WireServerType,
} from "./look-up-models.ts";

type LookUp = InvokeDefinition<HcloudClient>;

const PER_PAGE = 50;

/** `hcloud.getServerTypes`: all that are sold. */
const getServerTypes: LookUp = {
  async invoke({ client, signal }) {
    const serverTypes = (await everyPage<WireServerType>(client, "server_types", signal)).map(shownServerType);
    return {
      ...listed(serverTypes, "serverTypeIds"),
      serverTypes,
    };
  },
};

/** `hcloud.getServerType`, by `id` or `name`. */
const getServerType: LookUp = {
  async invoke({ client, args, signal }) {
    const { id, name } = args as GetServerTypeArgs;
    return shownServerType(await one<WireServerType>(client, "server_types", { id, name }, signal));
  },
};

/** `hcloud.getLocations`. */
const getLocations: LookUp = {
  async invoke({ client, signal }) {
    const locations = (await everyPage<WireLocation>(client, "locations", signal)).map(shownLocation);
    return { ...listed(locations, "locationIds"), locations };
  },
};

/** `hcloud.getLocation`, by `id` or `name`. */
const getLocation: LookUp = {
  async invoke({ client, args, signal }) {
    const { id, name } = args as GetLocationArgs;
    return shownLocation(await one<WireLocation>(client, "locations", { id, name }, signal));
  },
};

/** `hcloud.getImage`, by `id`, or by `name` for an architecture, which is x86 when the program names none. */
const getImage: LookUp = {
  async invoke({ client, args, signal }) {
    const { id, name, withSelector, selector, withStatuses, withArchitecture = "x86" } = args as GetImageArgs;
    for (const [key, value] of Object.entries({ withSelector, selector, withStatuses }))
      if (value !== undefined) throw new ProviderError(`getImage: ${key} is not built in the stand-in; use id or name`);
    const further = `&architecture=${withArchitecture}&include_deprecated=true`;
    return { ...shownImage(await one<WireImage>(client, "images", { id, name }, signal, further)), withArchitecture };
  },
};

/** Look-ups of what Hetzner sells, by token. */
export const lookUps: Readonly<Record<string, LookUp>> = {
  "hcloud:index/getImage:getImage": getImage,
  "hcloud:index/getLocation:getLocation": getLocation,
  "hcloud:index/getLocations:getLocations": getLocations,
  "hcloud:index/getServerType:getServerType": getServerType,
  "hcloud:index/getServerTypes:getServerTypes": getServerTypes,
};

async function everyPage<Row>(client: HcloudClient, collection: string, signal: AbortSignal): Promise<Row[]> {
  const rows: Row[] = [];
  for (let page: number | null = 1; page !== null; ) {
    const answer: Page<Row> = await client.get(`/${collection}?page=${page}&per_page=${PER_PAGE}`, signal);
    rows.push(...(answer[collection] as Row[]));
    page = answer.meta.pagination.next_page;
  }
  return rows;
}

type Page<Row> = Record<string, Row[]> & { meta: { pagination: { next_page: number | null } } };

/** The one with the number or the name; the official plugin refuses both and neither. */
async function one<Row>(
  client: HcloudClient,
  collection: string,
  { id, name }: { id?: number | undefined; name?: string | undefined },
  signal: AbortSignal,
  further = "",
): Promise<Row> {
  if ((id === undefined) === (name === undefined)) throw new ProviderError("exactly one of id and name must be given");
  if (id !== undefined) {
    const found = await client.find<Record<string, Row>>(`/${collection}/${id}`, signal);
    const row = found?.[collection.replace(/s$/, "")];
    if (row !== undefined) return row;
  } else {
    const path = `/${collection}?name=${encodeURIComponent(name ?? "")}${further}`;
    const [row] = (await client.get<Record<string, Row[]>>(path, signal))[collection] ?? [];
    if (row !== undefined) return row;
  }
  throw new ProviderError(
    `Hetzner has nothing in ${collection} with ${id === undefined ? `name "${name}"` : `id ${id}`}`,
  );
}

function listed<Row extends { id: number; name: string; description: string }>(rows: Row[], ids: string) {
  return {
    id: rows.map(({ id }) => id).join(","),
    [ids]: rows.map(({ id }) => String(id)),
    names: rows.map(({ name }) => name),
    descriptions: rows.map(({ description }) => description),
  };
}
