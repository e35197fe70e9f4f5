import { Migration } from "@mikro-orm/migrations";

/** Whether root in a host's containers is nobody on it; null until the host was asked. */
export class RemappedHosts extends Migration {
  override up(): void {
    this.addSql("alter table hosts add column remapped boolean");
  }
}
