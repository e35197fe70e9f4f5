import { Migration } from "@mikro-orm/migrations";

/** Which version built a stack, and whether what is known of a tenant comes from a backup. */
export class Restored extends Migration {
  override up(): void {
    this.addSql("alter table tenants add column built_by jsonb, add column restored_at timestamptz");
    this.addSql("alter table cloud_accounts add column built_by jsonb");
    this.addSql("alter table host_orders add column built_by jsonb");
  }
}
