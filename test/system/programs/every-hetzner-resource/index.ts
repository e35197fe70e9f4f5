import * as hcloud from "@pulumi/hcloud";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";

const { HCLOUD_TOKEN, HCLOUD_ENDPOINT } = process.env;
const provider = new hcloud.Provider("hetzner", { token: HCLOUD_TOKEN, endpoint: HCLOUD_ENDPOINT });
const opts = { provider };

/** `first`, then `second`: changes whatever can change in place. */
const round = new pulumi.Config().require("round");
const labels = { round };

const { publicKeyOpenssh } = new tls.PrivateKey("key", { algorithm: "ED25519" });
const sshKey = new hcloud.SshKey("key", { name: "every", publicKey: publicKeyOpenssh, labels }, opts);
const network = new hcloud.Network("net", { name: "every", ipRange: "10.0.0.0/16", labels }, opts);
const subnet = new hcloud.NetworkSubnet(
  "subnet",
  { networkId: network.id.apply(Number), type: "cloud", networkZone: "eu-central", ipRange: "10.0.1.0/24" },
  opts,
);
const address = new hcloud.PrimaryIp(
  "ip",
  { name: "every", type: "ipv4", assigneeType: "server", location: "fsn1", autoDelete: false, labels },
  opts,
);
const server = new hcloud.Server(
  "server",
  {
    name: `every-${round}`,
    serverType: round === "first" ? "cx23" : "cx33",
    image: "debian-12",
    location: "fsn1",
    sshKeys: [sshKey.id],
    publicNets: [{ ipv4Enabled: true, ipv4: address.id.apply(Number), ipv6Enabled: false }],
    labels,
  },
  opts,
);
const serverId = server.id.apply(Number);
new hcloud.ServerNetwork("attached", { serverId, subnetId: subnet.id, ip: "10.0.1.5" }, opts);
const volume = new hcloud.Volume(
  "volume",
  { name: "every", size: round === "first" ? 10 : 20, location: "fsn1", format: "ext4", labels },
  opts,
);
new hcloud.VolumeAttachment("mounted", { volumeId: volume.id.apply(Number), serverId }, opts);
new hcloud.Rdns("rdns", { serverId, ipAddress: server.ipv4Address, dnsPtr: `${round}.example.com` }, opts);
new hcloud.Snapshot("snapshot", { serverId, description: round, labels }, opts);
const port = round === "first" ? "443" : "8443";
const rules = [{ direction: "in", protocol: "tcp", port, sourceIps: ["0.0.0.0/0"] }];
const firewall = new hcloud.Firewall("firewall", { name: "every", rules, labels }, opts);
new hcloud.FirewallAttachment(
  "closed",
  { firewallId: firewall.id.apply(Number), labelSelectors: ["closed=yes"] },
  opts,
);

export const serverType = server.serverType;
