import { cloudTag, LABEL_MANAGED_BY } from "@freehold/model";
import type { AccountFacts } from "../account-facts.ts";
import { mayWrite } from "../may-write.ts";
import type { DigitaloceanClient } from "./client.ts";

const MANAGED = cloudTag(LABEL_MANAGED_BY, "freehold");

/** The vendor reports a team's id and limits. */
export async function readDigitaloceanAccount(client: DigitaloceanClient): Promise<AccountFacts> {
  const { droplet_limit: servers, volume_limit: volumes, reserved_ip_limit: ips, uuid, team } = await client.account();
  const droplets = await client.countDroplets();
  const may = await mayWrite(client.tryWrite);
  const ours = droplets === 0 ? 0 : await client.countDroplets(MANAGED);
  return {
    identity: team?.uuid ?? uuid,
    limits: {
      ...(servers !== undefined && { servers }),
      ...(volumes !== undefined && { volumes }),
      ...(ips !== undefined && { reservedIps: ips }),
    },
    otherServers: droplets - ours,
    mayWrite: may,
    // A token that may only read lacks half of them: one sentence says that better.
    ...(may && { lacks: await client.missingScopes() }),
    // The tag is the account's own: it is there from the first tenant's time until the account is cleaned up.
    isManaged: (await client.get("tag", MANAGED)) !== undefined,
  };
}
