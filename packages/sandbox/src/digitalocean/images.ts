import { z } from "zod";
import { DISTRIBUTION_IMAGES, type DistributionImage, REGIONS } from "./catalogue.ts";
import { DigitaloceanError, notFound } from "./errors.ts";
import { filterBy, listAnswer } from "./lists.ts";
import type { PrivateImage } from "./rows.ts";
import { operation, type Team } from "./team.ts";

/** An image that droplets can be made from. */
export type Image = DistributionImage | PrivateImage;

/** What a disk of a distribution's image holds, in GB: a made-up figure. */
const IMAGE_SIZE_GB = 2.36;

/** The image with the number or the slug, or undefined. */
export function findImage(team: Team, reference: number | string): Image | undefined {
  const isNamed = ({ id, slug }: DistributionImage) => String(id) === String(reference) || slug === reference;
  return DISTRIBUTION_IMAGES.find(isNamed) ?? team.images.get(reference);
}

/** An image as the vendor writes it. */
export function wireImage(image: Image) {
  const common = { id: image.id, name: image.name, distribution: image.distribution, error_message: "" };
  if ("slug" in image) {
    return {
      ...common,
      type: image.isApplication ? "snapshot" : "base",
      slug: image.slug,
      public: true,
      regions: IMAGE_REGIONS,
      created_at: "2026-08-01T00:00:00Z",
      min_disk_size: 7,
      size_gigabytes: IMAGE_SIZE_GB,
      description: `${image.distribution} ${image.name}`,
      tags: [],
      status: "available",
    };
  }
  return {
    ...common,
    type: "snapshot",
    slug: null,
    public: false,
    regions: [image.region],
    created_at: image.createdAt,
    min_disk_size: image.minDiskSize,
    size_gigabytes: IMAGE_SIZE_GB,
    description: "",
    tags: image.tags,
    status: image.status,
  };
}

const IMAGE_REGIONS = REGIONS.map(({ slug }) => slug);

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/images_list
const listImages = operation("GET /images", ({ account: team, request }) => {
  const { query } = request;
  const isPrivate = query.get("private") === "true";
  const all: Image[] = isPrivate ? team.images.all() : [...DISTRIBUTION_IMAGES, ...team.images.all()];
  const asked = query.get("type");
  const isApplication = (image: Image) => "isApplication" in image && image.isApplication === true;
  const ofType = asked === null ? all : all.filter((image) => isApplication(image) === (asked === "application"));
  const distributions = query.get("type") === "distribution" ? ofType.filter((image) => "slug" in image) : ofType;
  const tagged = filterBy(distributions, request, "tag_name", (image) => ("tags" in image ? image.tags : []));
  return listAnswer(request, "images", tagged, wireImage);
});

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/images_get
const getImage = operation("GET /images/{id}", ({ account: team, id }) => {
  const image = findImage(team, id);
  if (image === undefined) throw notFound();
  return { status: 200, body: { image: wireImage(image) } };
});

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/images_update
const updateImage = operation(
  "PUT /images/{id}",
  z.object({ name: z.string().min(1).optional() }),
  ({ account: team, id, body }) => {
    const image = team.images.existing(id);
    Object.assign(image, body);
    return { status: 200, body: { image: wireImage(image) } };
  },
);

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/images_delete
const deleteImage = operation("DELETE /images/{id}", ({ account: team, id }) => {
  if (DISTRIBUTION_IMAGES.some((image) => String(image.id) === id))
    throw new DigitaloceanError("forbidden", "You do not have access for the attempted action.");
  team.images.delete(team.images.existing(id));
  return { status: 204 };
});

export const imageOperations = [listImages, getImage, updateImage, deleteImage];
