import { change, type Em } from "./em.ts";

/** Records what all processes on this database must agree on, unless it is there. Gives what is there now. */
export async function agreeOnFact(em: Em, name: string, value: string): Promise<string> {
  await change(em, "insert into service_facts (name, value) values (?, ?) on conflict (name) do nothing", [
    name,
    value,
  ]);
  const [row] = await em.execute<{ value: string }[]>("select value from service_facts where name = ?", [name]);
  if (row === undefined) throw new Error(`the fact ${name} was recorded and is not there`);
  return row.value;
}

/** What is recorded; undefined when nobody has. */
export async function readFact(em: Em, name: string): Promise<string | undefined> {
  const [row] = await em.execute<{ value: string }[]>("select value from service_facts where name = ?", [name]);
  return row?.value;
}

/** Replaces a fact, unless another process did so since it was read. */
export async function replaceFact(em: Em, name: string, { from, to }: { from: string; to: string }): Promise<boolean> {
  const replaced = await change(
    em,
    "update service_facts set value = ?, recorded_at = now() where name = ? and value = ?",
    [to, name, from],
  );
  return replaced === 1;
}
