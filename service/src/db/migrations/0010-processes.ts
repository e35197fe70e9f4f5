import { Migration } from "@mikro-orm/migrations";

/** What several processes on one database agree on: whose turn a loop is, and facts that must be the same for all of them. */
export class Processes extends Migration {
  override up(): void {
    this.addSql(`create table turns (
      name text primary key,
      owner text not null,
      until timestamptz not null
    )`);
    this.addSql(`create table service_facts (
      name text primary key,
      value text not null,
      recorded_at timestamptz not null default now()
    )`);
  }
}
