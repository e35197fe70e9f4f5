import { parseIpNetwork } from "@freehold/model";

/** Whether a text is a machine's IPv4 address as Proxmox VE takes it, `192.0.2.7/24`: `pve_verify_cidrv4` of PVE::JSONSchema. */
export function isProxmoxAddress(text: string): boolean {
  const network = parseIpNetwork(text);
  return text.includes("/") && network?.version === 4 && network.prefix >= 8;
}
