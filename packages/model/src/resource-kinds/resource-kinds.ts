import type { Cloud } from "../vocabulary.ts";
import type { ResourceRole } from "./resource-roles.ts";

/** Where what is ours is looked for by whose it is: the clouds, the providers of names, and installations that lead to our machines. */
export type InventoryCloud = Cloud | "cloudflare" | "route53" | "dokploy";

/**
 * Where a resource says whose it is. `labels`: a map. `label-list`: a list of pairs. `tags`: words like `freehold-tenant:t1`.
 * `tag-words`: words without a value. `machine`: whose the machine is that it leads to. `nothing`: it goes with what it belongs to.
 */
export type OwnerMark =
  | ("labels" | "label-list" | "tags" | "tag-words")
  | ("comment" | "description" | "identifier" | "name" | "machine" | "nothing");

/** One row of {@link RESOURCE_KINDS}. */
export interface ResourceKindRow {
  /** Pulumi's type tokens; the first is the one that our programs register. None: no stack makes it. */
  readonly tokens: readonly string[];
  /** What it is for; decides whether it holds data, when it is removed and at which stage it is made ({@link RESOURCE_ROLES}). */
  readonly role: ResourceRole;
  readonly ownerIn: OwnerMark;
  /** The cloud makes it with a resource of this role and takes it away with that one, unless a program makes it: no state knows it then. */
  readonly comesWith?: ResourceRole;
}

/**
 * Every kind of resource that our stacks make, our inventories list or our stand-ins serve, by cloud and by the cloud's own word.
 * `stack` has what only a stack knows. What a place of the product must know of a kind it derives from here, or answers in a `Record`
 * of all kinds: then it does not compile until a new kind is answered too.
 */
export const RESOURCE_KINDS = {
  hetzner: {
    server: { tokens: ["hcloud:index/server:Server"], role: "machine", ownerIn: "labels" },
    volume: { tokens: ["hcloud:index/volume:Volume"], role: "volume", ownerIn: "labels" },
    floating_ip: { tokens: ["hcloud:index/floatingIp:FloatingIp"], role: "address", ownerIn: "labels" },
    primary_ip: {
      tokens: ["hcloud:index/primaryIp:PrimaryIp"],
      role: "address",
      ownerIn: "labels",
      comesWith: "machine",
    },
    network: { tokens: ["hcloud:index/network:Network"], role: "network", ownerIn: "labels" },
    firewall: { tokens: ["hcloud:index/firewall:Firewall"], role: "firewall", ownerIn: "labels" },
    placement_group: {
      tokens: ["hcloud:index/placementGroup:PlacementGroup"],
      role: "placement_group",
      ownerIn: "labels",
    },
    ssh_key: { tokens: ["hcloud:index/sshKey:SshKey"], role: "key", ownerIn: "labels" },
    image: { tokens: ["hcloud:index/snapshot:Snapshot"], role: "image", ownerIn: "labels" },
    subnet: { tokens: ["hcloud:index/networkSubnet:NetworkSubnet"], role: "part", ownerIn: "nothing" },
    route: { tokens: ["hcloud:index/networkRoute:NetworkRoute"], role: "part", ownerIn: "nothing" },
    private_net: { tokens: ["hcloud:index/serverNetwork:ServerNetwork"], role: "part", ownerIn: "nothing" },
    volume_attachment: { tokens: ["hcloud:index/volumeAttachment:VolumeAttachment"], role: "part", ownerIn: "nothing" },
    applied_to: { tokens: ["hcloud:index/firewallAttachment:FirewallAttachment"], role: "part", ownerIn: "nothing" },
    dns_ptr: { tokens: ["hcloud:index/rdns:Rdns"], role: "part", ownerIn: "nothing" },
  },
  digitalocean: {
    droplet: { tokens: ["digitalocean:index/droplet:Droplet"], role: "machine", ownerIn: "tags" },
    volume: { tokens: ["digitalocean:index/volume:Volume"], role: "volume", ownerIn: "tags" },
    reserved_ip: { tokens: ["digitalocean:index/reservedIp:ReservedIp"], role: "address", ownerIn: "machine" },
    vpc: { tokens: ["digitalocean:index/vpc:Vpc"], role: "network", ownerIn: "name" },
    // Its tags say which machines it is for.
    firewall: { tokens: ["digitalocean:index/firewall:Firewall"], role: "firewall", ownerIn: "name" },
    ssh_key: { tokens: ["digitalocean:index/sshKey:SshKey"], role: "key", ownerIn: "name" },
    snapshot: { tokens: ["digitalocean:index/dropletSnapshot:DropletSnapshot"], role: "image", ownerIn: "name" },
    tag: { tokens: ["digitalocean:index/tag:Tag"], role: "tag", ownerIn: "name" },
    volume_attachment: {
      tokens: ["digitalocean:index/volumeAttachment:VolumeAttachment"],
      role: "part",
      ownerIn: "nothing",
    },
    reserved_ip_assignment: {
      tokens: ["digitalocean:index/reservedIpAssignment:ReservedIpAssignment"],
      role: "part",
      ownerIn: "nothing",
    },
    project: { tokens: ["digitalocean:index/project:Project"], role: "part", ownerIn: "nothing" },
  },
  proxmox: {
    qemu: { tokens: ["proxmoxve:index/vmLegacy:VmLegacy"], role: "machine", ownerIn: "tag-words" },
    lxc: { tokens: ["proxmoxve:index/containerLegacy:ContainerLegacy"], role: "machine", ownerIn: "tag-words" },
    snippet: { tokens: ["proxmoxve:index/fileLegacy:FileLegacy"], role: "snippet", ownerIn: "name" },
    pool: { tokens: ["proxmoxve:index/poolLegacy:PoolLegacy"], role: "pool", ownerIn: "comment" },
    ipset: { tokens: ["proxmoxve:firewall/ipsetLegacy:IpsetLegacy"], role: "part", ownerIn: "nothing" },
    firewall_rules: { tokens: ["proxmoxve:firewall/rulesLegacy:RulesLegacy"], role: "part", ownerIn: "nothing" },
    firewall_options: { tokens: ["proxmoxve:firewall/optionsLegacy:OptionsLegacy"], role: "part", ownerIn: "nothing" },
  },
  docker: {
    // A command makes it: `hostctl slot create`.
    slot: { tokens: [], role: "slot", ownerIn: "name" },
    container: { tokens: ["docker:index/container:Container"], role: "container", ownerIn: "label-list" },
    volume: { tokens: ["docker:index/volume:Volume"], role: "volume", ownerIn: "label-list" },
    network: { tokens: ["docker:index/network:Network"], role: "network", ownerIn: "label-list" },
  },
  dokploy: {
    dokploy_server: { tokens: [], role: "link", ownerIn: "description" },
  },
  cloudflare: {
    dns_record: {
      tokens: ["cloudflare:index/dnsRecord:DnsRecord", "cloudflare:index/record:Record"],
      role: "name",
      ownerIn: "comment",
    },
  },
  route53: {
    dns_record: { tokens: ["aws:route53/record:Record"], role: "name", ownerIn: "identifier" },
  },
  stack: {
    private_key: { tokens: ["tls:index/privateKey:PrivateKey"], role: "key", ownerIn: "nothing" },
    certificate: { tokens: ["tls:index/selfSignedCert:SelfSignedCert"], role: "key", ownerIn: "nothing" },
    secret: {
      tokens: [
        "random:index/randomBytes:RandomBytes",
        "random:index/randomId:RandomId",
        "random:index/randomPassword:RandomPassword",
        "random:index/randomString:RandomString",
        "random:index/randomUuid:RandomUuid",
      ],
      role: "secret",
      ownerIn: "nothing",
    },
    command: {
      tokens: ["command:remote:Command", "command:remote:CopyToRemote", "command:local:Command"],
      role: "command",
      ownerIn: "nothing",
    },
  },
} as const satisfies Record<InventoryCloud | "stack", Record<string, ResourceKindRow>>;
