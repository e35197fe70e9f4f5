import { Migration } from "@mikro-orm/migrations";

/** Shared hosts, the slots that tenants have on them, and what an operation that went well has to tell. */
export class Hosts extends Migration {
  override up(): void {
    this.addSql(`create table hosts (
      id text primary key,
      name text not null unique,
      cloud text not null,
      region text not null,
      address text not null,
      connection_sealed text,
      slots integer not null,
      memory_gib double precision,
      cores double precision,
      limit_storage boolean not null default true,
      edge boolean not null default false,
      draining boolean not null default false,
      hostctl_version text,
      failed_checks integer not null default 0,
      check_failure text,
      checked_at timestamptz,
      answered_at timestamptz,
      next_check_at timestamptz not null default now(),
      held_back boolean not null default false,
      dead_since timestamptz,
      created_at timestamptz not null default now()
    )`);

    this.addSql(`create table host_slots (
      host_id text not null references hosts (id),
      tenant_id text not null references tenants (id) deferrable initially deferred,
      memory_gib double precision not null,
      cores double precision not null,
      state text not null,
      since timestamptz not null default now(),
      primary key (host_id, tenant_id)
    )`);
    this.addSql("create unique index host_slots_one_held on host_slots (tenant_id) where state = 'held'");

    // Without a reference: a destroyed tenant's row still says where it lived when the host is forgotten.
    this.addSql("alter table tenants add column host_id text");
    // A slot's account is its host.
    this.addSql("alter table tenants drop constraint tenants_account_id_fkey");
    this.addSql("alter table operations add column notice text");
    // A tenant has one port of each kind, but as many one-click ports as it has services that ask for one.
    this.addSql("alter table port_reservations drop constraint port_reservations_tenant_id_kind_key");
    this.addSql(
      "create unique index port_reservations_one_of_a_kind on port_reservations (tenant_id, kind) where kind <> 'one_click'",
    );
    this.addSql("create index port_reservations_of_tenant on port_reservations (tenant_id)");
  }
}
