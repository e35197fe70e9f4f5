import type { Cloud, CredentialPolicy } from "@freehold/model";
import { defineEntity, type InferEntity, p } from "@mikro-orm/core";

/** What the cloud says an account may hold; absent where it does not report. */
export interface AccountQuotas {
  servers?: number;
  volumes?: number;
  reservedIps?: number;
  /** Servers in the account that are not ours, when they were last counted. */
  otherServers?: number;
}

/** One credential at one cloud. A removed one stays for the sake of its tenants' tombstones, without its secret. */
export const CloudAccountRow = defineEntity({
  name: "CloudAccountRow",
  tableName: "cloud_accounts",
  properties: {
    id: p.text().primary(),
    cloud: p.text().$type<Cloud>(),
    /** Whose tenants it is for. Null: the platform's, for everybody's. */
    organization: p.text().strictNullable(),
    /** `configuration`: its secret is in the service's settings. `credential`: it is here. */
    source: p.text().$type<"configuration" | "credential">(),
    name: p.text(),
    stack: p.text(),
    /** `absent`: what its tenants share is not built yet. `ready`: it is. */
    status: p.text().$type<"absent" | "ready">(),
    passphraseSealed: p.text(),
    secretSealed: p.text().strictNullable(),
    /** Distinguishes one secret from another without giving any of it away. */
    fingerprint: p.text().strictNullable(),
    /** The secret's last four characters. */
    hint: p.text(),
    /** Who the cloud says the account is, where it does. */
    identity: p.text().strictNullable(),
    /** Null: every template, as for the platform's accounts. */
    policy: p.json<CredentialPolicy>().strictNullable(),
    maxTenants: p.integer().strictNullable(),
    /** The account's limit of servers as a person set it; goes before what the cloud says. */
    maxServers: p.integer().strictNullable(),
    /** Calls an hour to the cloud's API, as a person knows it; goes before the settings and the vendor's number. */
    callsPerHour: p.integer().strictNullable(),
    quotas: p.json<AccountQuotas>(),
    /** When the cloud was last asked about the account. */
    checkedAt: p.datetime().strictNullable(),
    /** When it last took the secret. */
    verifiedAt: p.datetime().strictNullable(),
    /** Why the cloud refused the secret when it was last tried. */
    rejection: p.text().strictNullable(),
    removalRequestedAt: p.datetime().strictNullable(),
    /** The removal asks nothing of the cloud: what the account's tenants shared stays there. */
    removalForgets: p.boolean(),
    removedAt: p.datetime().strictNullable(),
    /** The worker that is building the account's stack. */
    leaseOwner: p.text().strictNullable(),
    leaseUntil: p.datetime().strictNullable(),
    createdAt: p.datetime(),
  },
});
export type CloudAccountRow = InferEntity<typeof CloudAccountRow>;
