import { expect, test } from "@jest/globals";
import {
  ALL_RESOURCE_KINDS,
  findItemKind,
  type ItemKind,
  type ItemType,
  itemKindName,
  kindOfItem,
  LISTED_KINDS,
  type ResourceToken,
  removalRank,
  resourceKindOf,
} from "./index.ts";

test("a type token has one row", () => {
  const tokens = ALL_RESOURCE_KINDS.flatMap((kind) => kind.tokens);

  expect(tokens.filter((token, at) => tokens.indexOf(token) !== at)).toEqual([]);
  expect(resourceKindOf("hcloud:index/server:Server")).toMatchObject({
    ...{ cloud: "hetzner", type: "server", role: "machine", holdsData: true, ownerIn: "labels", stage: "allocate" },
    item: { cloud: "hetzner", type: "server" },
  });
  expect(resourceKindOf("freehold:index:TenantServer")).toBeUndefined();
});

test("a kind is found by the words that an inventory has for it", () => {
  expect(kindOfItem({ cloud: "route53", type: "dns_record" }).tokens).toEqual(["aws:route53/record:Record"]);
  expect(findItemKind("hetzner", "droplet")).toBeUndefined();
  expect(() => kindOfItem({ cloud: "hetzner", type: "droplet" })).toThrow("hetzner has no resources of type droplet");
});

test("what a cloud makes with a machine says so, and nothing else does", () => {
  const made = ALL_RESOURCE_KINDS.filter(({ comesWith }) => comesWith !== undefined);

  expect(made.map(({ cloud, type, comesWith }) => `${cloud} ${type}: ${comesWith}`)).toEqual([
    "hetzner primary_ip: machine",
  ]);
});

test("what is only part of something else, or only in a stack, is no item of an inventory", () => {
  const tokens = ["hcloud:index/volumeAttachment:VolumeAttachment", "docker:index/container:Container"];

  expect([...tokens, "tls:index/privateKey:PrivateKey"].map((token) => resourceKindOf(token)?.item)).toEqual([
    null,
    null,
    null,
  ]);
});

test("what uses others is removed before what is used", () => {
  const order = LISTED_KINDS.map(({ item }) => item).sort((a, b) => removalRank(a) - removalRank(b));

  expect(order.map(itemKindName)).toEqual([
    "dokploy dokploy_server",
    ...["hetzner server", "digitalocean droplet", "proxmox qemu", "proxmox lxc", "docker slot"],
    ...["proxmox snippet", "proxmox pool"],
    ...["hetzner volume", "digitalocean volume", "docker volume"],
    ...["hetzner floating_ip", "hetzner primary_ip", "digitalocean reserved_ip"],
    ...["hetzner network", "digitalocean vpc", "docker network"],
    ...["hetzner firewall", "digitalocean firewall", "hetzner placement_group"],
    ...["hetzner ssh_key", "digitalocean ssh_key", "hetzner image", "digitalocean snapshot", "digitalocean tag"],
    ...["cloudflare dns_record", "route53 dns_record"],
  ]);
});

test("machines and data volumes hold data, and nothing else does", () => {
  const holding = ALL_RESOURCE_KINDS.filter(({ holdsData }) => holdsData);

  expect(holding.map(({ cloud, type }) => `${cloud} ${type}`)).toEqual([
    ...["hetzner server", "hetzner volume", "digitalocean droplet", "digitalocean volume"],
    ...["proxmox qemu", "proxmox lxc", "docker volume"],
  ]);
});

test("what the table does not have does not compile", () => {
  // @ts-expect-error -- a word of another cloud's
  const foreign: ItemKind = { cloud: "hetzner", type: "droplet" };
  // @ts-expect-error -- a part is no item
  const part: ItemType<"hetzner"> = "volume_attachment";
  // @ts-expect-error -- a token without a row
  const unknown: ResourceToken = "hcloud:index/loadBalancer:LoadBalancer";
  // @ts-expect-error -- one cloud is not answered for
  const some: Record<ItemType<"docker">, string> = { slot: "", volume: "" };

  expect([foreign, part, unknown, some].every((value) => value !== undefined)).toBe(true);
});
