import { Migration } from "@mikro-orm/migrations";

/** How many requests each key and address sent in the present minute, for all API processes together. */
export class RequestCounts extends Migration {
  override up(): void {
    // Counts of a minute are not worth a log that survives a crash.
    this.addSql(`create unlogged table request_counts (
      who text primary key,
      hits integer not null,
      resets_at timestamptz not null
    )`);
  }
}
