import type { GoneItem, KeptItem } from "@freehold/model";
import type { TenantRow } from "../../db/entities/tenant.ts";
import type { Em } from "../../db/kernel/em.ts";
import { readExpectedResources } from "../../db/tenant-ledgers.ts";

/** What a destroy of a tenant takes away, and what it leaves. */
export interface DestroyConsequences {
  goes: GoneItem[];
  kept: KeptItem[];
}

/** As the ledger knows it; what an operation that failed has left besides is looked for at the clouds, and goes too. */
export async function destroyConsequences(em: Em, tenant: TenantRow): Promise<DestroyConsequences> {
  const held = (await readExpectedResources(em, tenant.id)) ?? [];
  const own = (kind: string, name: string): GoneItem => ({ kind, name, at: "freehold" });
  return {
    goes: [
      ...held.map(({ type, name, cloud }) => ({ kind: type, name, at: cloud })),
      // Nothing of it is elsewhere: its machine and volumes are among the above.
      { kind: "data", name: `everything that ${tenant.name} stores`, at: tenant.hostId ?? tenant.cloud },
      own("secret", "its passwords, keys and outputs"),
      own("name", tenant.name),
      ...(tenant.domain === null ? [] : [own("domain", tenant.domain)]),
    ],
    kept: [
      { what: `the record of tenant ${tenant.id}`, why: "it is found by its id, with its operations and their events" },
      { what: "the audit log", why: "who asked for what stays provable" },
    ],
  };
}
