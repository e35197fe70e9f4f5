import { Migration } from "@mikro-orm/migrations";

/** How many calls to its cloud's API an account may make, where that is known better than from the vendor's documentation. */
export class CallsPerHour extends Migration {
  override up(): void {
    this.addSql("alter table cloud_accounts add column calls_per_hour integer");
  }
}
