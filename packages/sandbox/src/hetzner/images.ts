import { z } from "zod";
import { actionAnswer, actionOperationsOf, startExclusive } from "./actions.ts";
import { APP_IMAGES, SYSTEM_IMAGES } from "./catalogue.ts";
import { HetznerError, notFound } from "./errors.ts";
import { Labels } from "./fields.ts";
import { listAnswer } from "./lists.ts";
import { operation, type Project } from "./project.ts";
import type { Image } from "./rows.ts";

const ARCHITECTURES = ["x86", "arm"] as const;
/** The first number of an image with an application on it. */
const FIRST_APP_ID = 501;
const PUBLIC_IMAGE = {
  status: "available",
  image_size: null,
  disk_size: 5,
  created: "2024-04-25T13:00:00Z",
  created_from: null,
  bound_to: null,
  rapid_deploy: true,
  protection: { delete: false },
  deprecated: null,
  deleted: null,
  labels: {},
} as const;

/** The images that everybody can use: one of each for x86, then one of each for arm. */
const publicImages: Image[] = ARCHITECTURES.flatMap((architecture, half) => [
  ...SYSTEM_IMAGES.map(([name, flavor, version, description], index) => ({
    ...PUBLIC_IMAGE,
    id: 1 + half * SYSTEM_IMAGES.length + index,
    type: "system" as const,
    ...{ name, description, os_flavor: flavor, os_version: version, architecture },
  })),
  ...APP_IMAGES.map((name, index) => ({
    ...PUBLIC_IMAGE,
    id: FIRST_APP_ID + half * APP_IMAGES.length + index,
    type: "app" as const,
    ...{ name, description: name, os_flavor: "ubuntu", os_version: "24.04", architecture },
  })),
]);

/** All images that the project sees. */
export function imagesOf(project: Project): Image[] {
  return [...publicImages, ...project.images.all()];
}

/** The image with the id, or the public image with the name for the architecture. */
export function findImage(project: Project, reference: number | string, architecture: string): Image | undefined {
  const images = imagesOf(project);
  return (
    images.find((image) => String(image.id) === String(reference)) ??
    images.find((image) => image.name === reference && image.architecture === architecture)
  );
}

// https://docs.hetzner.cloud/reference/cloud#tag/images/list_images
const listImages = operation("GET /images", ({ account: project, query }) =>
  listAnswer(query, imagesOf(project), {
    collection: "images",
    filters: ["type", "status", "bound_to", "name", "architecture"],
    sortable: ["id", "name", "created"],
    wire: (image) => image,
  }),
);

// https://docs.hetzner.cloud/reference/cloud#tag/images/get_image
const getImage = operation("GET /images/{id}", ({ account: project, id }) => ({
  status: 200,
  body: { image: existingImage(project, id) },
}));

// https://docs.hetzner.cloud/reference/cloud#tag/images/update_image
const updateImage = operation(
  "PUT /images/{id}",
  z.object({ description: z.string().optional(), type: z.literal("snapshot").optional(), labels: Labels.optional() }),
  ({ account: project, id, body }) => {
    const image = ownImage(project, id);
    Object.assign(image, body, body.type === "snapshot" ? { bound_to: null } : {});
    return { status: 200, body: { image } };
  },
);

// https://docs.hetzner.cloud/reference/cloud#tag/images/delete_image
const deleteImage = operation("DELETE /images/{id}", ({ account: project, id }) => {
  const image = ownImage(project, id);
  if (image.protection.delete) throw new HetznerError("protected", `image with ID '${id}' is protected`);
  project.images.delete(image);
  return { status: 204 };
});

// https://docs.hetzner.cloud/reference/cloud#tag/image-actions/change_image_protection
const changeProtection = operation(
  "POST /images/{id}/actions/change_protection",
  z.object({ delete: z.boolean().optional() }),
  ({ account: project, id, body }) => {
    const image = ownImage(project, id);
    const change = () => void Object.assign(image.protection, body);
    return actionAnswer(
      project,
      startExclusive(project, "locked", "change_protection", [{ id: image.id, type: "image" }], change),
    );
  },
);

export const imageOperations = [
  listImages,
  getImage,
  updateImage,
  deleteImage,
  changeProtection,
  ...actionOperationsOf("images", "image", existingImage),
];

function existingImage(project: Project, id: string): Image {
  const image = imagesOf(project).find((candidate) => String(candidate.id) === id);
  if (image === undefined) throw notFound("image", id);
  return image;
}

/** A snapshot or backup of the project; system images cannot be changed. */
function ownImage(project: Project, id: string): Image {
  const image = existingImage(project, id);
  if (image.type === "system" || image.type === "app")
    throw new HetznerError("forbidden", `${image.type} images cannot be changed`);
  return image;
}
