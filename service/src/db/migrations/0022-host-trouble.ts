import { Migration } from "@mikro-orm/migrations";

/** What is wrong with a host that is not dead, and who declared one dead. */
export class HostTroubles extends Migration {
  override up(): void {
    this.addSql("alter table hosts add column trouble text");
    this.addSql("alter table hosts add column trouble_since timestamptz");
    this.addSql("alter table hosts add column trouble_checks integer not null default 0");
    this.addSql("alter table hosts add column declared_dead_by text");
  }
}
