import { Migration } from "@mikro-orm/migrations";

/** The audit log, the customers' events and webhooks, and the ids of signed messages that were taken. */
export class AuditAndWebhooks extends Migration {
  override up(): void {
    this.audit();
    this.webhooks();
    this.addSql(`create table received_messages (
      source text not null,
      id text not null,
      expires_at timestamptz not null,
      primary key (source, id)
    )`);
  }

  /**
   * Entries are written to `audit_pending` and chained when their transaction commits. Chaining as they are written would hold
   * the chain's head while the transaction waits for other rows, and two such transactions would wait for each other.
   */
  private audit(): void {
    this.addSql(`create table audit_pending (
      id bigint generated always as identity primary key,
      entry text not null
    )`);
    // What is filtered by is derived from the text that is hashed, so that the two cannot differ.
    this.addSql(`create table audit_log (
      seq bigint primary key,
      at timestamptz not null,
      entry text not null,
      previous_hash text not null,
      hash text not null,
      organization text not null generated always as (entry::jsonb ->> 'organization') stored,
      actor text not null generated always as (entry::jsonb ->> 'actor') stored,
      action text not null generated always as (entry::jsonb ->> 'action') stored,
      subject text not null generated always as (entry::jsonb ->> 'subject') stored
    )`);
    this.addSql("create index audit_log_of_organization on audit_log (organization, seq desc)");
    this.addSql(`create table audit_head (
      id boolean primary key default true check (id),
      seq bigint not null,
      hash text not null,
      key_sealed text
    )`);
    this.addSql("insert into audit_head (seq, hash) values (0, repeat('0', 64))");
    this.addSql(`create table audit_checkpoints (
      seq bigint primary key,
      hash text not null,
      signature text not null,
      at timestamptz not null default now()
    )`);
    this.addSql(`create function audit_chain() returns trigger language plpgsql as $$
      declare
        head record;
        written_at timestamptz := date_trunc('milliseconds', clock_timestamp());
        next_hash text;
      begin
        select seq + 1 as seq, hash into head from audit_head for update;
        next_hash := encode(sha256(convert_to(concat_ws(E'\\n', head.hash, head.seq,
          to_char(written_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), new.entry), 'UTF8')), 'hex');
        insert into audit_log (seq, at, entry, previous_hash, hash)
        values (head.seq, written_at, new.entry, head.hash, next_hash);
        update audit_head set seq = head.seq, hash = next_hash;
        delete from audit_pending where id = new.id;
        return null;
      end $$`);
    this.addSql(`create constraint trigger audit_chain after insert on audit_pending
      deferrable initially deferred for each row execute function audit_chain()`);
    this.addSql(`create function refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception '% is append-only: % is refused', tg_table_name, lower(tg_op);
      end $$`);
    for (const table of ["audit_log", "audit_checkpoints"]) {
      this.addSql(`create trigger ${table}_append_only before update or delete or truncate on ${table}
        for each statement execute function refuse_change()`);
    }
  }

  private webhooks(): void {
    this.addSql(`create table announced_events (
      id text primary key,
      organization text not null,
      type text not null,
      subject text not null,
      data text not null,
      created_at timestamptz not null default now()
    )`);
    this.addSql("create index announced_events_by_age on announced_events (created_at)");
    this.addSql(`create table webhooks (
      id text primary key,
      organization text not null,
      url text not null,
      events jsonb not null,
      enabled boolean not null default true,
      secret_sealed text not null,
      created_at timestamptz not null default now()
    )`);
    this.addSql("create index webhooks_of_organization on webhooks (organization)");
    this.addSql(`create table webhook_deliveries (
      webhook_id text not null references webhooks (id) on delete cascade,
      event_id text not null references announced_events (id) on delete cascade,
      status text not null default 'pending',
      attempts integer not null default 0,
      next_attempt_at timestamptz not null default now(),
      claimed_until timestamptz,
      response_status integer,
      failure text,
      last_attempt_at timestamptz,
      created_at timestamptz not null default now(),
      primary key (webhook_id, event_id)
    )`);
    this.addSql("create index webhook_deliveries_due on webhook_deliveries (next_attempt_at) where status = 'pending'");
  }
}
