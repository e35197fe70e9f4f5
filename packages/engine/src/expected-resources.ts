import { facts, type GivenFacts, labelWords, type ObservedItem } from "@freehold/clouds";
import { type ItemKindName, itemKindName, resourceKindOf } from "@freehold/model";
import { cloudResources, type Deployment } from "./state/deployment.ts";

/** A resource as the engine knows it; secret values are not plain in it. */
interface KnownResource {
  type: string;
  id?: string | undefined;
  outputs?: unknown;
}

/**
 * What the state says a stack holds at the clouds, in the clouds' own words, so that it can be compared with what they list. An
 * allow-list: nothing else of a resource is reported.
 */
export function expectedResourcesOf(deployment: Deployment | undefined): ObservedItem[] {
  return cloudResources(deployment).flatMap((resource) => expectedResourceOf(resource) ?? []);
}

/** Undefined for what no cloud lists by its labels, such as a command on a machine. */
export function expectedResourceOf({ type, id, outputs }: KnownResource): ObservedItem | undefined {
  const item = resourceKindOf(type)?.item ?? null;
  if (item === null || id === undefined || id === "") return undefined;
  const values = isRecord(outputs) ? outputs : {};
  return { ...item, id, name: text(values.name) ?? fileIn(id), facts: facts(EXPECTED[itemKindName(item)](values)) };
}

/** Files have no names of their own: `local:snippets/fh-t1-user-data.yaml`. */
function fileIn(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

/** Outputs of a resource, of unknown types. */
type Told = Record<string, unknown>;

const labelled = (values: Told) => ({ labels: labels(values) });
const tagged = (values: Told) => ({ labels: tags(values) });
const nothing = () => ({});

/** A machine that must run. */
function machine(machineType: unknown, region: unknown, words: string[] | undefined): GivenFacts {
  return { power: "on", machineType: text(machineType), region: text(region), labels: words };
}

/** What a cloud must tell of an item, by what the state has of it; what the cloud does not report is left out. */
const EXPECTED: Readonly<Record<ItemKindName, (values: Told) => GivenFacts>> = {
  "hetzner server": (values) => machine(values.serverType, values.location, labels(values)),
  "hetzner volume": (values) => ({
    sizeGib: count(values.size),
    region: text(values.location),
    labels: labels(values),
  }),
  "hetzner floating_ip": labelled,
  "hetzner primary_ip": labelled,
  "hetzner network": labelled,
  "hetzner firewall": labelled,
  "hetzner placement_group": labelled,
  "hetzner ssh_key": labelled,
  "hetzner image": labelled,
  "digitalocean droplet": (values) => machine(values.size, values.region, tags(values)),
  "digitalocean volume": (values) => ({
    sizeGib: count(values.size),
    region: text(values.region),
    labels: tags(values),
  }),
  "digitalocean reserved_ip": nothing,
  "digitalocean vpc": nothing,
  "digitalocean firewall": tagged,
  "digitalocean ssh_key": nothing,
  "digitalocean snapshot": nothing,
  "digitalocean tag": nothing,
  "proxmox qemu": (values) => machine(undefined, undefined, tags(values)),
  "proxmox lxc": (values) => machine(undefined, undefined, tags(values)),
  "proxmox snippet": nothing,
  "proxmox pool": nothing,
  // A host's inventory reports no facts.
  "docker slot": nothing,
  "docker volume": nothing,
  "docker network": nothing,
  "dokploy dokploy_server": nothing,
  "cloudflare dns_record": (values) => ({
    content: content(values, [values.content]),
    labels: text(values.comment)?.split(" ").sort(),
  }),
  "route53 dns_record": (values) => ({ content: content(values, Array.isArray(values.records) ? values.records : []) }),
};

function labels({ labels: given }: Record<string, unknown>): string[] | undefined {
  if (!isRecord(given)) return undefined;
  const plain = Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return labelWords(Object.fromEntries(plain));
}

function tags({ tags: given }: Record<string, unknown>): string[] | undefined {
  return Array.isArray(given) ? given.filter((tag) => typeof tag === "string").sort() : undefined;
}

function content({ type }: Record<string, unknown>, values: readonly unknown[]): string | undefined {
  const plain = values.filter((value) => typeof value === "string");
  return typeof type === "string" && plain.length > 0 ? `${type} ${plain.join(", ")}` : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function count(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
