import { Migration } from "@mikro-orm/migrations";

/** The first tables. The queue makes its own, in the schema `queue`. */
export class Initial extends Migration {
  override up(): void {
    this.addSql(`create table api_keys (
      id text primary key,
      organization text not null,
      name text not null,
      key_hash text not null unique,
      created_at timestamptz not null default now(),
      revoked_at timestamptz
    )`);

    this.addSql(`create table cloud_accounts (
      id text primary key,
      cloud text not null,
      stack text not null unique,
      status text not null,
      passphrase_sealed text not null,
      lease_owner text,
      lease_until timestamptz,
      created_at timestamptz not null default now()
    )`);

    this.addSql(`create table tenants (
      id text primary key,
      organization text not null,
      name text not null,
      zone text not null,
      status text not null,
      template text not null,
      cloud text not null,
      region text not null,
      size text not null,
      mode text not null,
      account_id text not null references cloud_accounts (id),
      domain text,
      settings_sealed text,
      ports jsonb not null,
      url text,
      failure jsonb,
      passphrase_sealed text,
      outputs_sealed text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      destroyed_at timestamptz
    )`);
    this.addSql("create unique index tenants_live_name on tenants (zone, name) where status <> 'destroyed'");
    this.addSql("create index tenants_newest_first on tenants (organization, created_at desc, id desc)");

    this.addSql(`create table operations (
      id text primary key,
      organization text not null,
      tenant_id text not null references tenants (id),
      kind text not null,
      status text not null,
      stage text,
      percent integer not null default 0,
      stages jsonb not null default '[]',
      resources jsonb not null default '[]',
      failure jsonb,
      event_seq integer not null default 0,
      cancel_requested boolean not null default false,
      attempts integer not null default 0,
      lease_owner text,
      fencing_token integer not null default 0,
      lease_until timestamptz,
      lapsed_elsewhere boolean not null default false,
      created_at timestamptz not null default now(),
      started_at timestamptz,
      ended_at timestamptz
    )`);
    this.addSql("create unique index operations_one_running on operations (tenant_id) where status = 'running'");
    this.addSql(
      "create index operations_open on operations (status, lease_until) where status in ('queued', 'running')",
    );
    this.addSql("create index operations_of_tenant on operations (tenant_id, created_at desc, id desc)");

    this.addSql(`create table operation_events (
      operation_id text not null references operations (id),
      seq integer not null,
      at timestamptz not null default now(),
      payload jsonb not null,
      primary key (operation_id, seq)
    )`);

    this.addSql(`create table port_reservations (
      account_id text not null,
      kind text not null,
      port integer not null,
      tenant_id text not null references tenants (id) deferrable initially deferred,
      primary key (account_id, kind, port),
      unique (tenant_id, kind)
    )`);

    this.addSql(`create table idempotency_keys (
      organization text not null,
      key text not null,
      fingerprint text not null,
      status integer,
      body json,
      expires_at timestamptz not null,
      primary key (organization, key)
    )`);
    this.addSql("create index idempotency_keys_expiry on idempotency_keys (expires_at)");
  }
}
