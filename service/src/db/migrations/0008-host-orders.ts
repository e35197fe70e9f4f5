import { Migration } from "@mikro-orm/migrations";

/** Shared hosts that the service orders itself, and operations that are about a host. */
export class HostOrders extends Migration {
  override up(): void {
    // A row of `hosts` can be given slots. What is ordered has one only while its machine is ready.
    this.addSql(`create table host_orders (
      id text primary key,
      stack text not null unique,
      name text not null unique,
      status text not null,
      cloud text not null,
      account_id text not null references cloud_accounts (id),
      region text not null,
      size text not null,
      machine_type text not null,
      slots integer not null,
      memory_gib double precision,
      cores double precision,
      limit_storage boolean not null,
      certificates text not null,
      email text,
      cost_per_month jsonb,
      failure jsonb,
      passphrase_sealed text not null,
      created_at timestamptz not null default now()
    )`);

    this.addSql("alter table operations alter column tenant_id drop not null");
    // Without a reference: an operation outlives the host that it destroyed.
    this.addSql("alter table operations add column host_id text");
    this.addSql(
      "alter table operations add constraint operations_about_one check ((tenant_id is null) <> (host_id is null))",
    );
    this.addSql("create unique index operations_one_running_of_host on operations (host_id) where status = 'running'");
    this.addSql("create index operations_of_host on operations (host_id, created_at desc, id desc)");
  }
}
