import { Migration } from "@mikro-orm/migrations";

/** What a tenant asked for beside what it got, operations that wait for a machine, and what the clouds said they sell. */
export class Placement extends Migration {
  override up(): void {
    // Of a tenant of before: the catalogue's machine type of its size, and what it got is what it asked for.
    this.addSql("alter table tenants add column machine_type text");
    this.addSql("alter table tenants add column requested jsonb");
    this.addSql("alter table tenants add column warnings jsonb not null default '[]'");
    this.addSql("alter table tenants add column waiting jsonb");

    this.addSql("alter table operations add column tried jsonb not null default '[]'");
    this.addSql("alter table operations add column waiting jsonb");

    this.addSql(`create table cloud_offers (
      id text primary key,
      offer jsonb not null,
      as_of timestamptz not null
    )`);
  }
}
