import { Migration } from "@mikro-orm/migrations";

/** Networks that may reach a tenant's database. */
export class DatabaseAccess extends Migration {
  override up(): void {
    this.addSql("alter table tenants add column database_allowed_from jsonb");
  }
}
