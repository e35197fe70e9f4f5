import { change, type Em } from "./kernel/em.ts";

/** A column of envelopes, and what the envelopes of its rows are for. */
export interface SealedColumn {
  table: string;
  column: string;
  /** Column that distinguishes the rows. */
  id: string;
  /** What an envelope is bound to. */
  purpose(id: string): string;
  /** What is lost with the key that it was sealed with. */
  holds: string;
}

/** Every column of envelopes. A test compares it with the tables. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  column("tenants", "passphrase_sealed", "tenant", "passphrase", "passphrases of tenants' stacks"),
  column("tenants", "settings_sealed", "tenant", "settings", "settings of tenants"),
  column(
    "tenants",
    "outputs_sealed",
    "tenant",
    "outputs",
    "outputs of tenants, with the credentials of what runs there",
  ),
  column("operations", "settings_sealed", "operation", "settings", "settings that operations bring about"),
  column("cloud_accounts", "passphrase_sealed", "account", "passphrase", "passphrases of accounts' stacks"),
  column("cloud_accounts", "secret_sealed", "account", "secret", "cloud credentials"),
  column("hosts", "connection_sealed", "host", "connection", "SSH keys of shared hosts"),
  column("host_orders", "passphrase_sealed", "host", "passphrase", "passphrases of ordered hosts' stacks"),
  column("webhooks", "secret_sealed", "webhook", "secret", "secrets of webhooks"),
  {
    table: "tenant_heartbeats",
    column: "key_sealed",
    id: "tenant_id",
    purpose: (id) => `tenant/${id}/heartbeat`,
    holds: "keys that machines sign their reports with",
  },
  {
    table: "audit_head",
    column: "key_sealed",
    id: "id",
    purpose: () => "audit/key",
    holds: "the key that the audit log's end is signed with",
  },
];

function column(table: string, name: string, thing: string, what: string, holds: string): SealedColumn {
  return { table, column: name, id: "id", purpose: (id) => `${thing}/${id}/${what}`, holds };
}

/** How many envelopes of a column name each master key. */
export async function countByKey(em: Em, { table, column: name }: SealedColumn): Promise<Map<string, number>> {
  const rows = await em.execute<{ key_id: string; count: string | number }[]>(
    `select split_part(left("${name}", 40), '.', 2) as key_id, count(*) as count
       from "${table}" where "${name}" is not null group by 1`,
  );
  return new Map(rows.map(({ key_id, count }) => [key_id, Number(count)]));
}

/** An envelope and the row it is in. */
export interface SealedValue {
  id: string;
  sealed: string;
}

/** Envelopes of a column that are not of the given key, from the row after `after` on. */
export async function sealedByOthers(
  em: Em,
  { table, column: name, id }: SealedColumn,
  { keyId, after, limit }: { keyId: string; after: string; limit: number },
): Promise<SealedValue[]> {
  return em.execute<SealedValue[]>(
    `select "${id}"::text as id, "${name}" as sealed from "${table}"
      where "${name}" is not null and split_part(left("${name}", 40), '.', 2) <> ? and "${id}"::text > ?
      order by "${id}"::text limit ?`,
    [keyId, after, limit],
  );
}

/** Puts an envelope in place of another. False when somebody else was first. */
export async function replaceSealed(
  em: Em,
  { table, column: name, id }: SealedColumn,
  value: SealedValue,
  sealed: string,
): Promise<boolean> {
  const sql = `update "${table}" set "${name}" = ? where "${id}"::text = ? and "${name}" = ?`;
  return (await change(em, sql, [sealed, value.id, value.sealed])) === 1;
}
