import { z } from "zod";
import { Hostname, Id, IdOrName, Labels, UserData } from "../fields.ts";

/** "A Server can be attached to a maximum of 3 Networks": https://docs.hetzner.com/cloud/networks/overview */
const MAX_NETWORKS = 3;
/** https://docs.hetzner.com/cloud/volumes/overview */
const MAX_VOLUMES = 16;

// https://docs.hetzner.cloud/reference/cloud#tag/servers/create_server
export const CreateServerBody = z.object({
  name: Hostname,
  server_type: IdOrName,
  image: IdOrName,
  location: IdOrName.nullish(),
  /** Gone from the vendor's specification; old clients still send it. */
  datacenter: IdOrName.nullish(),
  ssh_keys: z.array(IdOrName).default([]),
  user_data: UserData.nullish(),
  labels: Labels.default({}),
  automount: z.boolean().nullish(),
  volumes: z.array(Id).max(MAX_VOLUMES).default([]),
  networks: z.array(Id).max(MAX_NETWORKS).default([]),
  firewalls: z.array(z.object({ firewall: Id })).default([]),
  placement_group: Id.nullish(),
  public_net: z
    .object({
      enable_ipv4: z.boolean().default(true),
      enable_ipv6: z.boolean().default(true),
      ipv4: Id.nullish(),
      ipv6: Id.nullish(),
    })
    .prefault({}),
  start_after_create: z.boolean().default(true),
});

export type CreateServerBody = z.infer<typeof CreateServerBody>;
