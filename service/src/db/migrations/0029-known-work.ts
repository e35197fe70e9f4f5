import { Migration } from "@mikro-orm/migrations";

/**
 * What a worker must know to carry an operation out, and what the workers that there are know.
 *
 * Workers of before look at neither: they begin whatever is queued and due, and one that has no job for a kind puts it back for ever. So an
 * operation that says a revision is never due for them: while it is queued its `retry_at` is far away, whoever writes it, and `begin_at` is
 * its true time. One that was asked of a process of before, for a stack that a later version shaped, gets that stack's revision.
 */
export class KnownWork extends Migration {
  override up(): void {
    this.addSql("alter table operations add column revision integer, add column begin_at timestamptz");
    this.addSql("alter table tenants add column stack_revision integer");
    this.addSql(`create table workers (
      owner text primary key,
      knows jsonb not null,
      seen_at timestamptz not null default now()
    )`);
    this.addSql(`create function hold_from_earlier_workers() returns trigger language plpgsql as $body$
      begin
        if tg_op = 'INSERT' and new.revision is null and new.tenant_id is not null then
          new.revision := (select stack_revision from tenants where id = new.tenant_id);
        end if;
        if new.revision is not null and new.status = 'queued' then
          if new.retry_at is distinct from timestamptz '9999-01-01 00:00:00Z' then
            new.begin_at := new.retry_at;
          end if;
          new.retry_at := timestamptz '9999-01-01 00:00:00Z';
        elsif new.retry_at = timestamptz '9999-01-01 00:00:00Z' then
          new.retry_at := null;
          new.begin_at := null;
        end if;
        return new;
      end
    $body$`);
    this.addSql(`create trigger hold_from_earlier_workers before insert or update on operations
      for each row execute function hold_from_earlier_workers()`);
  }
}
