import type { Emulator, InventoryItem } from "../kernel/emulator.ts";
import type { HttpRequest } from "../kernel/http.ts";
import { selfSigned } from "../kernel/self-signed.ts";
import { accessOperations, authenticate, createCredentials } from "./access.ts";
import type { Cluster, ProxmoxServices, Session } from "./cluster.ts";
import { createCluster, resetCluster } from "./create-cluster.ts";
import { errorAnswer, faultAnswer, invalidParameters, ProxmoxError, refusalWords } from "./errors.ts";
import { firewallOperations } from "./firewall.ts";
import { destroyMachine } from "./guests/machine.ts";
import { TEMPLATE_ID } from "./guests/template.ts";
import { lxcOperations } from "./lxc/operations.ts";
import { type NodeSsh, openNodeSsh } from "./node-ssh.ts";
import { nodeOperations } from "./nodes.ts";
import { readParameters } from "./parameters.ts";
import { poolOperations } from "./pools.ts";
import { qemuOperations } from "./qemu/operations.ts";
import { sdnOperations } from "./sdn.ts";
import { storageOperations } from "./storage/operations.ts";
import { volumesOf } from "./storage/storage.ts";
import { taskOperations } from "./task-operations.ts";

const BASE_PATH = "/api2/json";

export interface ProxmoxEmulator extends Emulator<Session> {
  node: string;
  /** `user@realm!name` */
  tokenId: string;
  tokenSecret: string;
  /** Of the user, for tickets; also the node's, for SSH. */
  username: string;
  password: string;
  /** Number of the template that is there from the start. */
  templateId: number;
  /** Opens the node's SSH server, through which snippets come: the API has no way for them. */
  openSsh(port: number): Promise<NodeSsh>;
}

/** Proxmox VE 9, a cluster of one node, as https://pve.proxmox.com/pve-docs/api-viewer/ describes it. */
export function createProxmox(services: ProxmoxServices): ProxmoxEmulator {
  const credentials = createCredentials();
  const cluster = createCluster(services, credentials);
  return {
    cloud: "proxmox",
    basePath: BASE_PATH,
    identity: selfSigned(cluster.node, services.clock.now()),
    operations: proxmoxOperations,
    node: cluster.node,
    tokenId: credentials.tokenId,
    tokenSecret: credentials.tokenSecret,
    username: credentials.user,
    password: credentials.password,
    templateId: TEMPLATE_ID,
    normalise,
    openSsh: (port) => openNodeSsh(cluster, port),

    authenticate: (request) => authenticate(cluster, BASE_PATH, request),
    limiterOf: () => cluster.limiter,
    limiters: () => ({}), // the vendor has none
    rateLimitHeaders: () => ({}),
    rateLimited: () => new ProxmoxError(429, "too many requests"),
    faultAnswer,
    refusalWords,
    notBuilt: ({ method, path }) =>
      new ProxmoxError(501, `${method} ${path} is not built in this sandbox, see docs/emulator-differences.md`),
    brokenJson: () => new ProxmoxError(400, "malformed JSON in request body"),
    readBody: readParameters,
    invalidBody: invalidParameters,
    errorAnswer,
    isRefusal: (error) => error instanceof ProxmoxError,

    inventory: () => inventoryOf(cluster),
    async reset() {
      await Promise.all([...cluster.guests.values()].map((guest) => destroyMachine(cluster, guest)));
      resetCluster(cluster);
    },
  };
}

/** Everything that is built; the vendor's other routes answer 501. */
const proxmoxOperations = [
  ...accessOperations,
  ...nodeOperations,
  ...taskOperations,
  ...qemuOperations,
  ...lxcOperations,
  ...storageOperations,
  ...poolOperations,
  ...firewallOperations,
  ...sdnOperations,
];

/** The vendor takes a slash at the end, and volumes with slashes of their own. */
function normalise(request: HttpRequest): HttpRequest {
  const trimmed = request.path.replace(/\/$/, "");
  const path = trimmed.replace(/(\/storage\/[^/]+\/content\/)(.+)$/, (_, before: string, volume: string) => {
    return before + volume.replaceAll("/", "%2F");
  });
  return { ...request, path };
}

function inventoryOf(cluster: Cluster): InventoryItem[] {
  const guests = [...cluster.guests.values()].filter(({ id }) => id !== TEMPLATE_ID);
  const snippets = volumesOf(cluster).filter(({ content }) => content === "snippets");
  return [
    ...guests.map(({ id, kind, config }) =>
      item(kind, String(id), String(config.name ?? config.hostname ?? ""), labelsIn(String(config.description ?? ""))),
    ),
    ...snippets.map(({ volid }) => item("snippet", volid, volid.split("/").at(-1) ?? volid)),
    ...[...cluster.pools.keys()].map((poolid) => item("pool", poolid, poolid)),
    ...[...cluster.zones.keys()].map((zone) => item("zone", zone, zone)),
    ...[...cluster.vnets.keys()].map((vnet) => item("vnet", vnet, vnet)),
  ];
}

function item(type: string, id: string, name: string, labels: Record<string, string> = {}): InventoryItem {
  return { cloud: "proxmox", type, id, name, labels };
}

/** The `key=value` words of a description: tags have no values. */
function labelsIn(description: string): Record<string, string> {
  return Object.fromEntries(
    [...description.matchAll(/([\w-]+)=([\w.-]+)/g)].map(([, key = "", value = ""]) => [key, value]),
  );
}
