import { Migration } from "@mikro-orm/migrations";

/** Several accounts per cloud, with quotas, and accounts of the organizations' own. */
export class Accounts extends Migration {
  override up(): void {
    this.addSql(`alter table cloud_accounts
      add column organization text,
      add column source text not null default 'configuration',
      add column name text not null default '',
      add column secret_sealed text,
      add column fingerprint text,
      add column hint text not null default '',
      add column identity text,
      add column policy jsonb,
      add column max_tenants integer,
      add column max_servers integer,
      add column quotas jsonb not null default '{}',
      add column checked_at timestamptz,
      add column verified_at timestamptz,
      add column rejection text,
      add column removal_requested_at timestamptz,
      add column removal_forgets boolean not null default false,
      add column removed_at timestamptz`);
    // One cloud account behind two of ours would be built in twice.
    this.addSql(`create unique index cloud_accounts_one_per_secret on cloud_accounts (cloud, fingerprint)
      where source = 'credential' and removed_at is null`);
    this.addSql("create index tenants_of_account on tenants (account_id) where status <> 'destroyed'");
  }
}
