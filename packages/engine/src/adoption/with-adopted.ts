import { randomUUID } from "node:crypto";
import type { InventoryCloud } from "@freehold/model";
import type { BlueprintResource, StateOnlyResource } from "../contract.ts";
import { type Deployment, StateResource } from "../state/deployment.ts";
import type { Match } from "./match-items.ts";

/** What is added to a state. */
export interface Adoption {
  matches: readonly Match[];
  blueprint: readonly BlueprintResource[];
  stateOnlyResources: readonly StateOnlyResource[];
  /** Gives provider resources their ids. @default randomUUID */
  newId?: () => string;
}

/**
 * The deployment with what was found, as little of it as says where it belongs and what it is: its provider reads the rest at the
 * refresh that must follow. Parents and providers that the state does not have come with it.
 */
export function withAdopted(
  deployment: Deployment,
  { matches, blueprint, stateOnlyResources, newId = randomUUID }: Adoption,
): Deployment {
  const present = new Map((deployment.resources ?? []).filter(isLive).map((each) => [each.urn, each]));
  const planned = new Map(blueprint.map((each) => [each.urn, each]));
  const itemOf = new Map(matches.map(({ item, resource }) => [resource.urn, item]));
  const added = new Map<string, StateResource>();

  const add = (urn: string): StateResource | undefined => {
    const there = added.get(urn) ?? (itemOf.has(urn) ? undefined : present.get(urn));
    const resource = planned.get(urn);
    if (there !== undefined || resource === undefined) return there;
    if (resource.parent !== "") add(resource.parent);
    const provider = resource.provider === "" ? "" : providerRef(add, resource.provider);
    const made = stateOf(resource, { provider, item: itemOf.get(urn), newId });
    added.set(urn, made);
    return made;
  };

  for (const { resource } of matches) add(resource.urn);
  const isThere = (urn: unknown) => typeof urn === "string" && (added.has(urn) || present.has(urn));
  for (const resource of stateOnlyResources.filter(({ urn }) => !present.has(urn))) {
    const { parent, provider } = resource;
    if (typeof parent === "string") add(parent);
    const reference = typeof provider === "string" ? providerRef(add, provider) : provider;
    added.set(resource.urn, StateResource.parse(attached({ ...resource, provider: reference }, isThere)));
  }
  // What was to be replaced, and is gone, gives its place to what took it: what depends on it stands behind it.
  const resources = (deployment.resources ?? []).map((each) => (isLive(each) && added.get(each.urn)) || each);
  const more = [...added.values()].filter(({ urn }) => !present.has(urn));
  return { ...deployment, resources: [...resources, ...more] };
}

/** What waits for its deletion has the same URN as what took its place. */
function isLive(resource: StateResource): boolean {
  return resource.delete !== true;
}

/** Without its ties to what may not be there: the next `up` ties it again. The engine refuses a state that names what it does not have. */
function attached(
  { dependencies: _, propertyDependencies: __, deletedWith, ...resource }: StateOnlyResource,
  isThere: (urn: unknown) => boolean,
): object {
  return { ...resource, ...(isThere(deletedWith) && { deletedWith }) };
}

function providerRef(add: (urn: string) => StateResource | undefined, reference: string): string {
  const urn = urnOfProvider(reference);
  const provider = add(urn);
  return provider === undefined ? reference : `${urn}::${provider.id ?? ""}`;
}

function urnOfProvider(reference: string): string {
  return reference.slice(0, reference.lastIndexOf("::"));
}

function stateOf(
  { urn, type, custom, parent, protect, foundBy }: BlueprintResource,
  { provider, item, newId }: { provider: string; item: Match["item"] | undefined; newId: () => string },
): StateResource {
  const isProvider = type.startsWith("pulumi:providers:");
  // Without its version the engine would look for any plugin of the provider.
  const inputs = isProvider && foundBy.version !== undefined ? { version: foundBy.version } : {};
  const id = item === undefined ? newId() : importId(item, foundBy);
  return {
    urn,
    type,
    custom,
    ...(custom && { id, inputs, outputs: inputs }),
    ...(parent !== "" && { parent }),
    ...(provider !== "" && { provider }),
    ...(protect && { protect }),
  };
}

/** What the official provider wants before a resource's own id when it imports one. */
const BEFORE_ID: Readonly<Record<InventoryCloud, "zoneId" | "nodeName" | undefined>> = {
  hetzner: undefined,
  digitalocean: undefined,
  proxmox: "nodeName",
  docker: undefined,
  dokploy: undefined,
  cloudflare: "zoneId",
  route53: undefined,
};

/** The id by which the official provider imports an item. */
function importId({ cloud, id }: Match["item"], foundBy: BlueprintResource["foundBy"]): string {
  const key = BEFORE_ID[cloud];
  const before = key && foundBy[key];
  return before === undefined ? id : `${before}/${id}`;
}
