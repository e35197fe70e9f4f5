import { change, type Em } from "./em.ts";

/**
 * Takes or prolongs the leader lease of something that only one process does at a time, such as a background loop. Who has it keeps it until
 * `forMs` have passed without another call of its own, by the database's clock: a process that died holds nobody up for longer.
 *
 * @param owner The process, distinguished from all others: `formatOwner(createLeaseOwner())`
 * @returns False while another process has it.
 */
export async function takeLeaderLease(em: Em, name: string, owner: string, forMs: number): Promise<boolean> {
  // Not `now()`: inside a transaction it stands still.
  const taken = await change(
    em,
    `insert into turns as lease (name, owner, until)
     values (?, ?, clock_timestamp() + ?::float8 * interval '1 millisecond')
     on conflict (name) do update set owner = excluded.owner, until = excluded.until
       where lease.owner = excluded.owner or lease.until <= clock_timestamp()`,
    [name, owner, forMs],
  );
  return taken === 1;
}

/** Ends a leader lease before its time, so that the next process need not wait for it. Another's stays. */
export async function endLeaderLease(em: Em, name: string, owner: string): Promise<void> {
  await change(em, "delete from turns where name = ? and owner = ?", [name, owner]);
}

/** Ends every leader lease of a process that stops. */
export async function endLeaderLeasesOf(em: Em, owner: string): Promise<void> {
  await change(em, "delete from turns where owner = ?", [owner]);
}
