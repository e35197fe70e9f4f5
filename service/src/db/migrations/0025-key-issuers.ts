import { Migration } from "@mikro-orm/migrations";

/** Who made a key that is no member's, so that one person with several keys is known to be one. */
export class KeyIssuers extends Migration {
  override up(): void {
    // Null: a member's key, the service's first, or one of before: it stands for nobody but itself.
    this.addSql("alter table api_keys add column issued_by text");
  }
}
