import { Migration } from "@mikro-orm/migrations";

/** Domains of the customers' own. Anybody may claim one; only one tenant of all can have proven it. */
export class Domains extends Migration {
  override up(): void {
    this.addSql(`create table tenant_domains (
      tenant_id text not null references tenants (id),
      domain text not null,
      token text not null,
      status text not null,
      reason text,
      created_at timestamptz not null default now(),
      changed_at timestamptz not null default now(),
      primary key (tenant_id, domain)
    )`);
    this.addSql("create unique index tenant_domains_proven on tenant_domains (domain) where status <> 'pending'");
  }
}
