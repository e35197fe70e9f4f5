import { Migration } from "@mikro-orm/migrations";

/** What tenants should have at the clouds, and what the clouds hold beyond it. */
export class Ledger extends Migration {
  override up(): void {
    this.addSql("alter table tenants add column conditions jsonb not null default '{}'");
    this.addSql("alter table operations add column params jsonb");

    // Beside the tenant's row, which is read at every request.
    this.addSql(`create table tenant_ledgers (
      tenant_id text primary key references tenants (id),
      holdings jsonb,
      holdings_at timestamptz,
      drift jsonb not null default '[]',
      refresh jsonb
    )`);

    this.addSql(`create table ledger_places (
      id text primary key,
      cloud text not null,
      next_at timestamptz not null default now(),
      swept_at timestamptz,
      ms integer,
      items integer,
      failure text
    )`);
    this.addSql(`create table orphans (
      id text primary key,
      status text not null,
      kind text not null,
      place text not null,
      cloud text not null,
      type text not null,
      item_id text not null,
      name text not null,
      tenant_id text,
      organization text,
      facts jsonb not null,
      cost jsonb,
      failure text,
      first_seen_at timestamptz not null default now(),
      last_seen_at timestamptz not null default now()
    )`);
    this.addSql(`create unique index orphans_open on orphans (place, cloud, type, item_id)
      where status in ('seen', 'quarantined', 'removing', 'adopting')`);
    this.addSql(`create table ledger_brake (
      id boolean primary key default true check (id),
      since timestamptz,
      reason text,
      released_at timestamptz,
      released_unwell integer
    )`);
    this.addSql("insert into ledger_brake default values");
  }
}
