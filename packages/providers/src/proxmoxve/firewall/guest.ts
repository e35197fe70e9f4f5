import type { CheckFailure } from "@freehold/provider-kit";
import { VM_ID } from "../field-rules.ts";
import { partFailures } from "../part-failures.ts";

/** A guest whose firewall is worked on. */
export interface FirewallGuest {
  nodeName?: string | undefined;
  vmId?: number | undefined;
}

/** Where the firewall of a virtual machine is in the API. */
export function firewallPath({ nodeName, vmId }: FirewallGuest): string {
  return `/nodes/${nodeName}/qemu/${vmId}/firewall`;
}

/** The official plugin's form of an id: `vm/<node>/<number>`, and what else distinguishes one from another. */
export function firewallId({ nodeName, vmId }: FirewallGuest, ...further: string[]): string {
  return ["vm", nodeName, vmId, ...further].join("/");
}

/** The parts of such an id. */
export function guestInId(id: string): { nodeName: string; vmId: number; name: string } {
  const [, nodeName = "", vmId = "", name = ""] = id.split("/");
  return { nodeName, vmId: Number(vmId), name };
}

/** Firewalls of containers are refused, so that nobody believes that they were made. */
export function checkGuest(guest: { containerId?: number | undefined; vmId?: number | undefined }): CheckFailure[] {
  const failures = partFailures("vmId", guest, { vmId: VM_ID });
  if (guest.containerId === undefined) return failures;
  return [...failures, { property: "containerId", reason: "is not built in the stand-in for the sandbox; use vmId" }];
}
