import { shownInLists } from "../kernel/effects.ts";
import { type Cluster, data, nodeOf, operation } from "./cluster.ts";
import { parameterErrors } from "./errors.ts";
import { listed } from "./guests/guest.ts";
import { storageUse } from "./storage/storage.ts";

const GIB = 1024 ** 3;
const NODE = { maxcpu: 32, maxmem: 256 * GIB, maxdisk: 100 * GIB };

// https://pve.proxmox.com/pve-docs/api-viewer/#/version
const version = operation("GET /version", () =>
  data({ version: "9.0.10", release: "9.0", repoid: "deb1ca707ec72a89" }),
);

// https://pve.proxmox.com/pve-docs/api-viewer/#/nodes
const list = operation("GET /nodes", ({ account: { cluster } }) =>
  data([nodeState(cluster), ...offlineNodes(cluster)]),
);

// https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/network
const network = operation("GET /nodes/{node}/network", (call) => {
  const { cluster } = call.account;
  nodeOf(call);
  const address = { method: "static", address: cluster.nodeAddress, netmask: "16", cidr: `${cluster.nodeAddress}/16` };
  const bridge = {
    iface: "vmbr0",
    type: "bridge",
    active: 1,
    autostart: 1,
    bridge_ports: "eno1",
    bridge_vlan_aware: 1,
    priority: 4,
  };
  const nic = { iface: "eno1", type: "eth", active: 1, exists: 1, method: "manual", priority: 3 };
  return data([
    { ...bridge, ...address, families: ["inet"], method6: "manual" },
    { ...nic, families: ["inet"], method6: "manual" },
  ]);
});

// https://pve.proxmox.com/pve-docs/api-viewer/#/cluster/status
const clusterStatus = operation("GET /cluster/status", ({ account: { cluster } }) =>
  data([
    { type: "cluster", id: "cluster", name: "sandbox", version: 1, nodes: 1, quorate: 1 },
    {
      type: "node",
      id: `node/${cluster.node}`,
      name: cluster.node,
      ip: cluster.nodeAddress,
      online: 1,
      local: 1,
      nodeid: 1,
      level: "",
    },
  ]),
);

// https://pve.proxmox.com/pve-docs/api-viewer/#/cluster/resources
const resources = operation("GET /cluster/resources", ({ account: { cluster }, query }) => {
  const kind = query.get("type");
  const wanted = (type: string) => kind === null || kind === type;
  return data([
    ...(wanted("vm")
      ? shownInLists([...cluster.guests.values()]).map((guest) => ({
          ...listed(cluster, guest),
          ...guestPlace(cluster, guest.id),
        }))
      : []),
    ...(wanted("node") ? [{ ...nodeState(cluster), disk: 0, maxdisk: NODE.maxdisk }, ...offlineNodes(cluster)] : []),
    ...(wanted("storage") ? cluster.storages.map((storage) => storageState(cluster, storage.storage)) : []),
  ]);
});

// "If you pass a VMID it will raise an error if the ID is already used." It reserves nothing.
// https://pve.proxmox.com/pve-docs/api-viewer/#/cluster/nextid
const nextId = operation("GET /cluster/nextid", ({ account: { cluster }, query }) => {
  const asked = query.get("vmid");
  if (asked !== null) {
    if (cluster.guests.has(Number(asked))) throw parameterErrors({ vmid: `VM ${asked} already exists` });
    return data(asked);
  }
  let id = 100;
  while (cluster.guests.has(id)) id += 1;
  return data(String(id));
});

export const nodeOperations = [version, list, network, clusterStatus, resources, nextId];

function nodeState(cluster: Cluster) {
  return {
    type: "node",
    id: `node/${cluster.node}`,
    node: cluster.node,
    status: "online",
    level: "",
    cpu: 0.02,
    maxcpu: NODE.maxcpu,
    mem: 8 * GIB,
    maxmem: NODE.maxmem,
    uptime: 86_400,
  };
}

/** The vendor reports nothing of a node that does not answer but that it does not. */
function offlineNodes(cluster: Cluster) {
  const names = cluster.services.offlineNodes ?? [];
  return names.map((node) => ({ type: "node", id: `node/${node}`, node, status: "offline" }));
}

function guestPlace(cluster: Cluster, id: number) {
  const guest = cluster.guests.get(id);
  return {
    id: `${guest?.kind}/${id}`,
    type: guest?.kind,
    node: guest?.node,
    ...(guest?.pool === undefined ? {} : { pool: guest.pool }),
  };
}

function storageState(cluster: Cluster, name: string) {
  const { type, content, total, used } = storageUse(cluster, name);
  return {
    id: `storage/${cluster.node}/${name}`,
    type: "storage",
    node: cluster.node,
    storage: name,
    plugintype: type,
    content,
    status: "available",
    shared: 0,
    disk: used,
    maxdisk: total,
  };
}
