import { Migration } from "@mikro-orm/migrations";

/** How often and why an operation was tried again, and when it is next; which organization's turn it was last. */
export class Retries extends Migration {
  override up(): void {
    this.addSql(
      "alter table operations add column retries jsonb not null default '[]', add column retry_at timestamptz",
    );
    this.addSql("create index operations_begun on operations (organization, started_at desc)");
  }
}
