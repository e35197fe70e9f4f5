import Cloudflare from "cloudflare";

/** Drives a Cloudflare endpoint with the vendor's own client for Node, unpatched; answers the steps that it did. */
export async function driveCloudflare(baseURL: string, apiToken: string, zoneName: string): Promise<string[]> {
  const client = new Cloudflare({ baseURL, apiToken, maxRetries: 0 });
  const steps: string[] = [];
  const zone_id = await findZone(client, zoneName);
  steps.push("zone");

  const made = await client.dns.records.create({
    zone_id,
    type: "A",
    name: `one.${zoneName}`,
    content: "192.0.2.1",
    ttl: 60,
    comment: "team=a",
  });
  await expectRefusal(81_058, () =>
    client.dns.records.create({ zone_id, type: "A", name: `one.${zoneName}`, content: "192.0.2.1", ttl: 60 }),
  );
  steps.push("create");

  const read = await client.dns.records.get(made.id, { zone_id });
  expectThat(read.content === "192.0.2.1", "the record is read as it was made");
  const listed: string[] = [];
  for await (const record of client.dns.records.list({ zone_id, comment: { contains: "team=a" } }))
    listed.push(record.id);
  expectThat(listed.join() === made.id, "the record is listed by its comment");
  steps.push("read");

  const edited = await client.dns.records.edit(made.id, {
    zone_id,
    type: "A",
    name: `one.${zoneName}`,
    content: "192.0.2.2",
    ttl: 60,
  });
  expectThat(edited.content === "192.0.2.2", "the record is edited");
  steps.push("update");

  await client.dns.records.delete(made.id, { zone_id });
  await expectRefusal(81_044, () => client.dns.records.get(made.id, { zone_id }));
  steps.push("delete");
  return steps;
}

async function findZone(client: Cloudflare, name: string): Promise<string> {
  for await (const zone of client.zones.list({ name })) return zone.id;
  throw new Error(`no zone ${name}`);
}

async function expectRefusal(code: number, call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    const codes = error instanceof Cloudflare.APIError ? error.errors.map((each) => each.code) : [];
    expectThat(codes.includes(code), `refused with ${code}, got ${String(error)}`);
    return;
  }
  throw new Error(`expected a refusal with ${code}`);
}

function expectThat(holds: boolean, claim: string): void {
  if (!holds) throw new Error(`not true: ${claim}`);
}
