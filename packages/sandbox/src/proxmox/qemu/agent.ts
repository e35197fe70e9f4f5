import { data, operation, type ProxmoxCall } from "../cluster.ts";
import { died } from "../errors.ts";
import { guestOf } from "../guests/guest.ts";
import { ipv6Of, macOf } from "../guests/machine.ts";
import type { Guest } from "../rows.ts";

const AGENT = "/nodes/{node}/qemu/{vmid}/agent";
const STATISTICS = {
  "rx-bytes": 0,
  "rx-dropped": 0,
  "rx-errs": 0,
  "rx-packets": 0,
  "tx-bytes": 0,
  "tx-dropped": 0,
  "tx-errs": 0,
  "tx-packets": 0,
};

// https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/qemu/{vmid}/agent/ping
const ping = operation(`POST ${AGENT}/ping`, (call) => {
  answering(call);
  return data({ result: {} });
});

// https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/qemu/{vmid}/agent/network-get-interfaces
const interfaces = operation(`GET ${AGENT}/network-get-interfaces`, (call) => {
  const guest = answering(call);
  const loopback = {
    name: "lo",
    "hardware-address": "00:00:00:00:00:00",
    "ip-addresses": [address("ipv4", "127.0.0.1", 8), address("ipv6", "::1", 128)],
    statistics: STATISTICS,
  };
  const card = {
    name: "eth0",
    "hardware-address": macOf(guest),
    "ip-addresses": [
      address("ipv4", guest.machineAddress ?? "", 16),
      address("ipv6", ipv6Of(guest), 64),
      address("ipv6", "fe80::be24:11ff:fe00:1", 64),
    ],
    statistics: STATISTICS,
  };
  return data({ result: [loopback, card] });
});

export const agentOperations = [ping, interfaces];

/** Whether the agent is switched on in the settings. The image has it installed. */
export function hasAgent({ config }: Guest): boolean {
  return /(^|,)(enabled=)?1(,|$)/.test(String(config.agent ?? "0"));
}

/** The guest, when its agent can be asked. It is up as soon as the machine has been switched on. */
function answering(call: ProxmoxCall): Guest {
  const guest = guestOf(call, "qemu");
  if (guest.status !== "running") throw died(`VM ${guest.id} is not running`);
  if (!hasAgent(guest)) throw died("No QEMU guest agent configured");
  const isUp = call.account.cluster.services.clock.now() >= guest.agentAnswersAt;
  if (guest.isBusy || !isUp) throw died("QEMU guest agent is not running");
  return guest;
}

function address(type: "ipv4" | "ipv6", ip: string, prefix: number) {
  return { "ip-address-type": type, "ip-address": ip, prefix };
}
