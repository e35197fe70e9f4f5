import { Migration } from "@mikro-orm/migrations";

/** Images that an account's machines are born from. */
export class GoldenImages extends Migration {
  override up(): void {
    this.addSql(`create table golden_images (
      account_id text primary key references cloud_accounts (id),
      version text not null,
      template text not null,
      region text not null,
      image_id text,
      failure text,
      attempted_at timestamptz not null default now(),
      lease_owner text,
      lease_until timestamptz
    )`);
  }
}
