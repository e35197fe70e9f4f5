import { createHash } from "node:crypto";
import { imagesOf, type TemplateTable } from "@freehold/components/templates";
import type { Cloud, Template } from "@freehold/model";
import type { GoldenImageRow } from "../../db/entities/golden-image.ts";
import { knownRelease } from "../tenants/templates.ts";

/** Clouds whose images the account's stack can make. */
const CLOUDS: readonly Cloud[] = ["hetzner", "digitalocean"];

export function canHaveGoldenImage(cloud: Cloud): boolean {
  return CLOUDS.includes(cloud);
}

/** Names an image by what is on it: another set of container images is another version. */
export function goldenVersion(images: readonly string[]): string {
  return createHash("sha256").update(images.join("\n")).digest("hex").slice(0, 12);
}

/** The container images of a template's default version; none of one that is not there any more. */
export function goldenImages(table: TemplateTable, template: Template): string[] {
  const release = knownRelease(table, { template });
  return release === undefined ? [] : imagesOf(release);
}

/** The cloud's image that a new machine is provisioned from; undefined for the bare one. */
export function imageForMachine(image: GoldenImageRow | null, cloud: Cloud, region: string): string | undefined {
  if (image?.imageId == null) return undefined;
  // A snapshot of DigitalOcean's is in the region that it was taken in.
  return cloud === "digitalocean" && image.region !== region ? undefined : image.imageId;
}
