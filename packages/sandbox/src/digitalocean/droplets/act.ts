import { z } from "zod";
import type { Action } from "../../kernel/actions.ts";
import { startAction, wireAction } from "../actions.ts";
import { unprocessable } from "../errors.ts";
import { findImage } from "../images.ts";
import { existingSize } from "../offer.ts";
import type { Droplet } from "../rows.ts";
import { operation, type Team } from "../team.ts";
import { BackupPolicyBody, createMachine } from "./create.ts";
import { machineIdOf } from "./droplet.ts";

/** The types of action that have no parameters. */
const Plain = z.object({
  type: z.enum([
    "power_on",
    "power_off",
    "shutdown",
    "reboot",
    "power_cycle",
    "disable_backups",
    "enable_ipv6",
    "enable_private_networking",
    "password_reset",
  ]),
});
const ActionBody = z.union([
  Plain,
  z.object({ type: z.literal("resize"), size: z.string(), disk: z.boolean().default(false) }),
  z.object({ type: z.literal("rename"), name: z.string().regex(/^[a-zA-Z0-9]?[a-z0-9A-Z.-]*[a-z0-9A-Z]$/) }),
  z.object({ type: z.literal("snapshot"), name: z.string().optional() }),
  z.object({ type: z.literal("rebuild"), image: z.union([z.int(), z.string()]) }),
  z.object({ type: z.literal("enable_backups"), backup_policy: BackupPolicyBody.nullish() }),
  z.object({ type: z.literal("change_backup_policy"), backup_policy: BackupPolicyBody }),
]);
type ActionBody = z.infer<typeof ActionBody>;

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/dropletActions_post
const actOnDroplet = operation("POST /droplets/{id}/actions", ActionBody, ({ account: team, id, body }) => ({
  status: 201,
  body: { action: wireAction(team, act(team, team.droplets.existing(id), body)) },
}));

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/dropletActions_post_byTag
const actOnTag = operation("POST /droplets/actions", ActionBody, ({ account: team, query, body }) => {
  const tag = query.get("tag_name") ?? "";
  const actions = team.droplets.filter(({ tags }) => tags.includes(tag)).map((droplet) => act(team, droplet, body));
  return { status: 201, body: { actions: actions.map((action) => wireAction(team, action)) } };
});

export const dropletActOperations = [actOnTag, actOnDroplet];

function act(team: Team, droplet: Droplet, body: ActionBody): Action {
  return startAction(team, {
    type: body.type,
    resource: { id: droplet.id, type: "droplet" },
    region: droplet.region,
    work: workOf(team, droplet, body),
  });
}

/** The change that an action makes, or the vendor's refusal. */
function workOf(team: Team, droplet: Droplet, body: ActionBody): () => void | Promise<void> {
  switch (body.type) {
    case "resize":
      return resize(droplet, body);
    case "rename":
      return () => {
        droplet.name = body.name;
      };
    case "snapshot":
      return takeSnapshot(team, droplet, body.name);
    case "rebuild":
      return rebuild(team, droplet, body.image);
    case "enable_backups":
    case "change_backup_policy":
      return () => {
        droplet.backups = body.backup_policy ?? BackupPolicyBody.parse({});
      };
    default:
      return plainWork(team, droplet, body.type);
  }
}

function plainWork(team: Team, droplet: Droplet, type: z.infer<typeof Plain>["type"]): () => void | Promise<void> {
  const { machines } = team.services;
  const switchTo = (status: "active" | "off", change: () => Promise<void>) => async () => {
    await change();
    droplet.status = status;
  };
  switch (type) {
    case "power_on":
      return switchTo("active", () => machines.powerOn(machineIdOf(droplet)));
    case "power_off":
    case "shutdown":
      return switchTo("off", () => machines.powerOff(machineIdOf(droplet)));
    case "reboot":
    case "power_cycle":
      if (droplet.status === "off")
        throw unprocessable("Droplet is currently off. Please power on the Droplet to run this event.");
      return switchTo("active", () => machines.reboot(machineIdOf(droplet)));
    case "disable_backups":
      return () => {
        droplet.backups = null;
      };
    case "enable_ipv6":
      return () => {
        droplet.hasIpv6 = true;
      };
    // Private networking is on from the start; a password is neither set nor mailed.
    case "enable_private_networking":
    case "password_reset":
      return () => {};
  }
}

function resize(droplet: Droplet, { size: slug, disk }: { size: string; disk: boolean }): () => void {
  const size = existingSize(slug);
  if (droplet.status !== "off") throw unprocessable("Droplet must be powered off to be resized.");
  if (size.disk < droplet.disk) throw unprocessable("This size is not available because it has a smaller disk.");
  return () => {
    droplet.size = slug;
    if (disk) droplet.disk = size.disk;
  };
}

function takeSnapshot(team: Team, droplet: Droplet, name: string | undefined): () => void {
  const { nextId, clock } = team.services;
  const base = findImage(team, droplet.imageId);
  return () => {
    team.images.insert({
      id: nextId(),
      name: name ?? `${droplet.name}-${clock.now()}`,
      distribution: base?.distribution ?? "Unknown",
      region: droplet.region,
      dropletId: droplet.id,
      minDiskSize: droplet.disk,
      status: "available",
      tags: [],
      createdAt: clock.timestamp(),
    });
  };
}

/** Puts another image on the machine. A driver that cannot do it in place gets a new machine at the same address. */
function rebuild(team: Team, droplet: Droplet, reference: number | string): () => Promise<void> {
  const image = findImage(team, reference);
  if (image === undefined) throw unprocessable("You specified an invalid image for Droplet creation.");
  const { machines } = team.services;
  return async () => {
    droplet.imageId = image.id;
    droplet.imageName = "slug" in image ? image.slug : `snapshot-${image.id}`;
    if (machines.rebuild) await machines.rebuild(machineIdOf(droplet), droplet.imageName);
    else {
      await machines.destroy(machineIdOf(droplet));
      await createMachine(team, droplet);
    }
    droplet.status = "active";
  };
}
