import type {
  BuiltBy,
  Cloud,
  Placement,
  PlacementMode,
  Size,
  Template,
  TenantConditions,
  TenantStatus,
  Waiting,
} from "@freehold/model";
import { defineEntity, type InferEntity, p } from "@mikro-orm/core";
import type { Failure } from "./failure.ts";

/** Ports of the machine's services, as the tenant reserved them, by their names in its template. */
export type TenantPorts = Record<string, number>;

/** A destroyed tenant's row stays as a tombstone, without outputs and passphrase. */
export const TenantRow = defineEntity({
  name: "TenantRow",
  tableName: "tenants",
  properties: {
    /** Also the name of the tenant's stack. */
    id: p.text().primary(),
    organization: p.text(),
    name: p.text(),
    zone: p.text(),
    status: p.text().$type<TenantStatus>(),
    template: p.text().$type<Template>(),
    /** The template's version that it is of. Null: of before it was recorded, and nothing says it. */
    templateVersion: p.text().strictNullable(),
    cloud: p.text().$type<Cloud>(),
    region: p.text(),
    size: p.text().$type<Size>(),
    mode: p.text().$type<PlacementMode>(),
    /** The cloud's name of the machine type that was chosen; null for a tenant of before it was recorded. */
    machineType: p.text().strictNullable(),
    /** The placement as it was asked for; null for a tenant of before it was recorded, which got what it asked for. */
    requested: p.json<Placement>().strictNullable(),
    warnings: p.json<string[]>(),
    /** Why it waits, or waited last, for a machine. */
    waiting: p.json<Waiting>().strictNullable(),
    accountId: p.text(),
    /** The shared host that it has a slot on. Null: it has a machine of its own. */
    hostId: p.text().strictNullable(),
    /** The domain of the customer's own that the stack serves: a proven one. */
    domain: p.text().strictNullable(),
    ports: p.json<TenantPorts>(),
    /** Networks that may reach its database from outside. Null: none; it is null too where it was never set. */
    databaseAllowedFrom: p.json<string[]>().strictNullable(),
    url: p.text().strictNullable(),
    failure: p.json<Failure>().strictNullable(),
    /** By its owner: it is not destroyed until that is taken back. */
    protected: p.boolean(),
    /** Its health beside its status, as far as it was looked at. */
    conditions: p.json<TenantConditions>(),
    /** What brought its stack up last; null for one of before that was recorded. */
    builtBy: p.json<BuiltBy>().strictNullable(),
    /** Revision of the version that shaped its stack last; null: of before that was recorded. */
    stackRevision: p.integer().strictNullable(),
    /** Since when what is known of it comes from a backup, and no operation has compared it with its cloud. */
    restoredAt: p.datetime().strictNullable(),
    /** Envelope around the template's settings: some of them are secret. */
    settingsSealed: p.text().strictNullable(),
    /** Envelope around the passphrase of the tenant's stack. */
    passphraseSealed: p.text().strictNullable(),
    /** Envelope around the stack's outputs. */
    outputsSealed: p.text().strictNullable(),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
    destroyedAt: p.datetime().strictNullable(),
  },
});
export type TenantRow = InferEntity<typeof TenantRow>;
