import { facts, type ItemFacts, labelWords, type ObservedItem } from "@freehold/clouds";
import { itemKindOf } from "./recovery/beyond-state.ts";
import { cloudResources, type Deployment } from "./state/deployment.ts";

/** A resource as the engine knows it; secret values are not plain in it. */
interface KnownResource {
  type: string;
  id?: string | undefined;
  outputs?: unknown;
}

/**
 * What the state says a stack holds at the clouds, in the clouds' own words, so that it can be compared with what they list. An
 * allow-list: nothing else of a resource is told.
 */
export function holdingsOf(deployment: Deployment | undefined): ObservedItem[] {
  return cloudResources(deployment).flatMap((resource) => holdingOf(resource) ?? []);
}

/** Undefined for what no cloud lists by its labels, such as a command on a machine. */
export function holdingOf({ type, id, outputs }: KnownResource): ObservedItem | undefined {
  const kind = itemKindOf(type);
  if (kind === undefined || id === undefined || id === "") return undefined;
  const told = isRecord(outputs) ? outputs : {};
  return { ...kind, id, name: text(told.name) ?? fileIn(id), facts: expectedFacts(`${kind.cloud} ${kind.type}`, told) };
}

/** Files have no names of their own: `local:snippets/fh-t1-user-data.yaml`. */
function fileIn(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

function expectedFacts(kind: string, told: Record<string, unknown>): ItemFacts {
  switch (kind) {
    case "hetzner server":
      return facts({
        power: "on",
        machineType: text(told.serverType),
        region: text(told.location),
        labels: labels(told),
      });
    case "digitalocean droplet":
      return facts({ power: "on", machineType: text(told.size), region: text(told.region), labels: tags(told) });
    case "proxmox qemu":
      return facts({ power: "on", labels: tags(told) });
    case "hetzner volume":
      return facts({ sizeGib: count(told.size), region: text(told.location), labels: labels(told) });
    case "digitalocean volume":
      return facts({ sizeGib: count(told.size), region: text(told.region), labels: tags(told) });
    case "cloudflare dns_record":
      return facts({ content: content(told, [told.content]), labels: text(told.comment)?.split(" ").sort() });
    case "route53 dns_record":
      return facts({ content: content(told, Array.isArray(told.records) ? told.records : []) });
    default:
      return facts({ labels: labels(told) ?? tags(told) });
  }
}

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
