import * as proxmoxve from "@muhlba91/pulumi-proxmoxve";
import * as cloudflare from "@pulumi/cloudflare";
import * as digitalocean from "@pulumi/digitalocean";
import * as hcloud from "@pulumi/hcloud";

/** What a stranger writes first: no provider, no token, the smallest type that is sold, an image with Docker on it. */
const { serverTypes } = await hcloud.getServerTypes();
const smallest = serverTypes
  .filter(({ architecture, locations }) => architecture === "x86" && locations.some(({ name }) => name === "fsn1"))
  .sort((a, b) => a.memory - b.memory || a.cores - b.cores)[0];
const { networkZone } = await hcloud.getLocation({ name: "fsn1" });
const { type: imageType } = await hcloud.getImage({ name: "docker-ce" });

const server = new hcloud.Server("hetzner", {
  serverType: smallest?.name ?? "none is sold",
  image: "docker-ce",
  location: "fsn1",
});
new digitalocean.Droplet("digitalocean", { image: "docker-20-04", region: "fra1", size: "s-1vcpu-1gb" });
new proxmoxve.PoolLegacy("proxmox", { poolId: "strangers" });
new cloudflare.DnsRecord("cloudflare", {
  zoneId: process.env.FREEHOLD_ZONE_ID ?? "",
  name: "stranger",
  type: "A",
  ttl: 300,
  content: server.ipv4Address,
});

export { imageType, networkZone };
