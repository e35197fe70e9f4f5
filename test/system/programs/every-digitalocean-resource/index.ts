import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";

const { DIGITALOCEAN_TOKEN, DIGITALOCEAN_API_URL } = process.env;
const provider = new digitalocean.Provider("digitalocean", {
  token: DIGITALOCEAN_TOKEN,
  apiEndpoint: DIGITALOCEAN_API_URL,
});
const opts = { provider };

/** `first`, then `second`: changes whatever can change in place. */
const round = new pulumi.Config().require("round");

const { publicKeyOpenssh } = new tls.PrivateKey("key", { algorithm: "ED25519" });
const sshKey = new digitalocean.SshKey("key", { name: `every-${round}`, publicKey: publicKeyOpenssh }, opts);
const vpc = new digitalocean.Vpc("vpc", { name: `every-${round}`, region: "fra1", ipRange: "10.10.0.0/24" }, opts);
const tag = new digitalocean.Tag("tag", { name: "every" }, opts);
const droplet = new digitalocean.Droplet(
  "droplet",
  {
    name: `every-${round}`,
    region: "fra1",
    size: round === "first" ? "s-2vcpu-4gb" : "s-4vcpu-8gb",
    image: "debian-13-x64",
    sshKeys: [sshKey.id],
    vpcUuid: vpc.id,
    tags: [tag.id],
  },
  opts,
);
const dropletId = droplet.id.apply(Number);
const volume = new digitalocean.Volume(
  "volume",
  { name: "every", region: "fra1", size: round === "first" ? 10 : 20, initialFilesystemType: "ext4" },
  opts,
);
new digitalocean.VolumeAttachment("mounted", { dropletId, volumeId: volume.id }, opts);
new digitalocean.ReservedIp("ip", { region: "fra1", dropletId }, opts);
new digitalocean.DropletSnapshot("snapshot", { dropletId: droplet.id, name: "every" }, opts);
const portRange = round === "first" ? "443" : "8443";
new digitalocean.Firewall(
  "firewall",
  {
    name: "every",
    tags: [tag.id],
    inboundRules: [{ protocol: "tcp", portRange, sourceAddresses: ["0.0.0.0/0", "::/0"] }],
  },
  opts,
);
new digitalocean.Project(
  "project",
  {
    name: "every",
    description: round,
    purpose: "Web Application",
    environment: "Development",
    resources: [droplet.dropletUrn],
  },
  opts,
);

export const size = droplet.size;
