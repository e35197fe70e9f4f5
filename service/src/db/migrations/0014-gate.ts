import { Migration } from "@mikro-orm/migrations";

/** Plans of operations, and approvals of what they would lose. */
export class Gate extends Migration {
  override up(): void {
    this.addSql("alter table operations add column plan jsonb");
    this.addSql("alter table operations add column approved jsonb not null default '[]'");
    this.addSql(`create table approvals (
      id text primary key,
      organization text not null,
      tenant_id text not null references tenants (id),
      operation_id text not null references operations (id),
      changes jsonb not null,
      reason text not null,
      given_by text not null,
      token_hash text not null,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      used_at timestamptz
    )`);
    this.addSql("create index approvals_of_organization on approvals (organization, created_at desc, id desc)");
  }
}
