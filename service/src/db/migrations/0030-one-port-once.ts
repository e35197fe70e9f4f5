import { Migration } from "@mikro-orm/migrations";

/** Templates name their ports, and ranges of two may overlap: a port is one tenant's all the same. */
export class OnePortOnce extends Migration {
  override up(): void {
    this.addSql("create unique index port_reservations_port_once on port_reservations (account_id, port)");
  }
}
