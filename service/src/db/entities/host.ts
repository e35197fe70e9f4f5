import type { Cloud, HostTrouble } from "@freehold/model";
import { defineEntity, type InferEntity, p } from "@mikro-orm/core";

/** A machine whose Docker engine is shared by tenants, each in a slot of its own. It is also an account of the cloud `docker`. */
export const HostRow = defineEntity({
  name: "HostRow",
  tableName: "hosts",
  properties: {
    /** Also the id of the account that its tenants name. */
    id: p.text().primary(),
    name: p.text(),
    /** Where the machine is: `docker` for one of the operator's own. */
    cloud: p.text().$type<Cloud>(),
    region: p.text(),
    /** Public IPv4 address: what its tenants' names lead to. */
    address: p.text(),
    /** Envelope around how it is reached. Null: the configuration knows. */
    connectionSealed: p.text().strictNullable(),
    slots: p.integer(),
    /** Memory for tenants in GiB. Null: not counted. */
    memoryGib: p.float().strictNullable(),
    /** Cores for tenants. Null: not counted. */
    cores: p.float().strictNullable(),
    /** Keep each slot's data within its size. */
    limitStorage: p.boolean(),
    /** An edge on it takes requests by name. */
    edge: p.boolean(),
    /** Takes no new tenants. */
    draining: p.boolean(),
    hostctlVersion: p.text().strictNullable(),
    /** Root in its containers is nobody on it. Null: it was not asked yet. */
    remapped: p.boolean().strictNullable(),
    /** Checks in a row to which no connection could be made. */
    failedChecks: p.integer(),
    checkFailure: p.text().strictNullable(),
    /** What the last check found wrong. */
    trouble: p.text().$type<HostTrouble>().strictNullable(),
    troubleSince: p.datetime().strictNullable(),
    /** Checks in a row that found it. */
    troubleChecks: p.integer(),
    checkedAt: p.datetime().strictNullable(),
    answeredAt: p.datetime().strictNullable(),
    nextCheckAt: p.datetime(),
    /** It seems dead, but so do too many others at once. */
    heldBack: p.boolean(),
    deadSince: p.datetime().strictNullable(),
    /** Id of the operator's key that declared it dead. Null: its silence did. */
    declaredDeadBy: p.text().strictNullable(),
    createdAt: p.datetime(),
  },
});
export type HostRow = InferEntity<typeof HostRow>;
