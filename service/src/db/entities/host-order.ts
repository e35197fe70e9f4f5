import type { Cloud, HostOrder, Size } from "@freehold/model";
import { defineEntity, type InferEntity, p } from "@mikro-orm/core";
import type { Failure } from "./failure.ts";

/**
 * A shared host that the service orders, from the order to the end of the machine. Once it is ready it is a row of `hosts` too, with the same id;
 * what has no such row gets no tenants.
 */
export const HostOrderRow = defineEntity({
  name: "HostOrderRow",
  tableName: "host_orders",
  properties: {
    /** Also the host's id. */
    id: p.text().primary(),
    /** Name of its stack, and what its machine is labelled with where tenants' machines have the tenant's id. */
    stack: p.text(),
    name: p.text(),
    status: p.text().$type<"building" | "ready" | "failed" | "destroying">(),
    cloud: p.text().$type<Cloud>(),
    /** The account of the platform's that it is ordered in. */
    accountId: p.text(),
    region: p.text(),
    size: p.text().$type<Size>(),
    machineType: p.text(),
    slots: p.integer(),
    /** Memory for tenants in GiB. Null: not counted. */
    memoryGib: p.float().strictNullable(),
    /** Cores for tenants. Null: not counted. */
    cores: p.float().strictNullable(),
    limitStorage: p.boolean(),
    certificates: p.text().$type<NonNullable<HostOrder["certificates"]>>(),
    email: p.text().strictNullable(),
    costPerMonth: p.json<{ amount: number; currency: string }>().strictNullable(),
    failure: p.json<Failure>().strictNullable(),
    /** Envelope around the passphrase of its stack. */
    passphraseSealed: p.text(),
    createdAt: p.datetime(),
  },
});
export type HostOrderRow = InferEntity<typeof HostOrderRow>;
