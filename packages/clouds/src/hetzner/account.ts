import { LABEL_MANAGED_BY, LABEL_SCOPE } from "@freehold/model";
import type { AccountFacts } from "../account-facts.ts";
import { mayWrite } from "../may-write.ts";
import type { HetznerClient } from "./client.ts";

const MANAGED = `${LABEL_MANAGED_BY}=freehold`;

/** The vendor reports neither a project's id nor its limits. */
export async function readHetznerAccount(client: HetznerClient): Promise<AccountFacts> {
  const servers = await client.count("server");
  const ours = servers === 0 ? 0 : await client.count("server", MANAGED);
  const profiles = await client.count("firewall", `${MANAGED},${LABEL_SCOPE}=account`);
  return {
    limits: {},
    otherServers: servers - ours,
    mayWrite: await mayWrite(client.tryWrite),
    isManaged: profiles > 0,
  };
}
