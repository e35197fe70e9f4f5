import { Migration } from "@mikro-orm/migrations";

/** Tenants that their owners keep from being destroyed. */
export class Protected extends Migration {
  override up(): void {
    this.addSql("alter table tenants add column protected boolean not null default false");
  }
}
