import { Migration } from "@mikro-orm/migrations";

/** Settings that an operation brings about, sealed: they are the tenant's once it has succeeded. */
export class SettingsAsked extends Migration {
  override up(): void {
    this.addSql("alter table operations add column settings_sealed text");
  }
}
