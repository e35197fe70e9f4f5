import { Migration } from "@mikro-orm/migrations";

/** What of tenants is nowhere but in the engine's state, so that a state that is lost can be made anew. */
export class Keepsakes extends Migration {
  override up(): void {
    this.addSql("alter table tenant_ledgers add column keepsakes jsonb");
  }
}
