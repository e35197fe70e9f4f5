import { Migration } from "@mikro-orm/migrations";

/** Circuit breakers of single accounts and hosts, beside the fleet's. */
export class PlaceBreakers extends Migration {
  override up(): void {
    this.addSql(`create table ledger_place_brakes (
      place text primary key,
      since timestamptz,
      reason text,
      released_at timestamptz,
      released_unhealthy integer
    )`);
  }
}
