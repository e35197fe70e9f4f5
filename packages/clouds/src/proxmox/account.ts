import { z } from "zod";
import type { AccountFacts } from "../account-facts.ts";
import { answerAs } from "../http/answer-as.ts";
import type { ProxmoxClient } from "./client.ts";

/** Path → privilege → whether it is passed on. pve.proxmox.com/pve-docs/api-viewer/#/access/permissions */
const Permissions = z.record(z.string(), z.record(z.string(), z.unknown()));

/** Without these no machine can be cloned from a template. */
const NEEDED = ["VM.Allocate", "VM.Clone", "VM.Config.Cloudinit", "VM.PowerMgmt", "Datastore.AllocateSpace"];

/** A cluster has no limit of its own, and its tenants share nothing there. */
export async function readProxmoxAccount(client: ProxmoxClient): Promise<AccountFacts> {
  const permissions = answerAs(Permissions, await client.send("GET", "/access/permissions"));
  return { limits: {}, mayWrite: missingPrivileges(permissions).length === 0, isManaged: false };
}

/** Privileges that a token has nowhere in the cluster, and cannot do without. */
function missingPrivileges(permissions: z.infer<typeof Permissions>): string[] {
  const held = new Set(Object.values(permissions).flatMap((privileges) => Object.keys(privileges)));
  return NEEDED.filter((privilege) => !held.has(privilege));
}
