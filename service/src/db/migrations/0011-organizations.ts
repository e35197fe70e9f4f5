import { Migration } from "@mikro-orm/migrations";

/** Organizations, their members, and what each API key may do. */
export class Organizations extends Migration {
  override up(): void {
    this.addSql(`create table organizations (
      id text primary key,
      name text not null,
      tier text not null,
      max_tenants integer,
      max_machines integer,
      created_at timestamptz not null default now(),
      removed_at timestamptz
    )`);
    this.addSql("create unique index organizations_live_name on organizations (name) where removed_at is null");
    // Those of before were made by hand and had no limits.
    this.addSql(`insert into organizations (id, name, tier)
      select organization, organization, 'enterprise' from (
        select organization from api_keys union select organization from tenants
        union select organization from cloud_accounts where organization is not null) known`);

    this.addSql(`create table members (
      id text primary key,
      organization text not null references organizations (id),
      name text not null,
      email text not null,
      role text not null,
      created_at timestamptz not null default now(),
      removed_at timestamptz
    )`);
    this.addSql("create unique index members_live_email on members (organization, email) where removed_at is null");

    this.addSql(`alter table api_keys
      add column role text not null default 'owner',
      add column member_id text references members (id),
      add column scopes jsonb,
      add column hint text not null default '',
      add column expires_at timestamptz,
      add column last_used_at timestamptz`);
    this.addSql("create index api_keys_of_organization on api_keys (organization, created_at)");

    // Counts of a minute are not worth a log that survives a crash.
    this.addSql(`create unlogged table request_counts (
      who text primary key,
      hits integer not null,
      resets_at timestamptz not null
    )`);
  }
}
