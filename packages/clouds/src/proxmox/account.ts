import type { AccountFacts } from "../account-facts.ts";
import { answerAs } from "../http/answer-as.ts";
import type { ProxmoxClient } from "./client.ts";
import { Permissions, privilegesNowhere } from "./privileges.ts";

/** A cluster has no limit of its own, and its tenants share nothing there. */
export async function readProxmoxAccount(client: ProxmoxClient): Promise<AccountFacts> {
  const permissions = answerAs(Permissions, await client.send("GET", "/access/permissions"));
  const lacks = privilegesNowhere(permissions);
  return { limits: {}, mayWrite: lacks.length === 0, lacks, isManaged: false };
}
