import { Migration } from "@mikro-orm/migrations";

/** How many calls each account at a vendor's API has left, for all workers. */
export class ApiBudgets extends Migration {
  override up(): void {
    this.addSql(`create table api_budgets (
      id text primary key,
      cloud text not null,
      capacity double precision not null,
      per_sec double precision not null,
      tokens double precision not null,
      refilled_at timestamptz not null default clock_timestamp(),
      closed_until timestamptz
    )`);
  }
}
