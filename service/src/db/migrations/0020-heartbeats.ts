import { Migration } from "@mikro-orm/migrations";

/** What machines sign their reports with, and when the last one came. */
export class Heartbeats extends Migration {
  override up(): void {
    // A machine that was born before has no row, and is never missed.
    this.addSql(`create table tenant_heartbeats (
      tenant_id text primary key references tenants (id),
      key_sealed text not null,
      last_at timestamptz,
      looked_at timestamptz
    )`);
  }
}
