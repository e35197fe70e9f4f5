import { startSandbox } from "@freehold/sandbox";
import { expect } from "@jest/globals";
import { cloudflareSpec } from "./cloudflare-spec.ts";
import { specsDir, testWith } from "./environment.ts";
import { builtOperations, createProver, type Prover } from "./prover.ts";

const testWithSpecs = testWith(specsDir, "FREEHOLD_SPECS_DIR names no folder with the vendors' specifications");

const RECORDS = "/zones/{zone_id}/dns_records";
const RECORD = `${RECORDS}/{dns_record_id}`;
const UNKNOWN = "0".repeat(32);

testWithSpecs("every built operation of Cloudflare answers as the vendor's schemas say", async (specs) => {
  const sandbox = await startSandbox();
  try {
    const { endpoint, token, zoneId } = sandbox.cloudflare;
    const prover = createProver(endpoint, token, cloudflareSpec(specs));

    await prover.call("GET /user/tokens/verify", [], 200);
    await driveZones(prover);
    await driveRecords(prover, zoneId);

    expect([...prover.proven].sort()).toEqual((await builtOperations(sandbox.control.endpoint, "cloudflare")).sort());
    expect(await sandbox.inventory()).toEqual([]);
  } finally {
    await sandbox.close();
  }
});

async function driveZones({ call }: Prover): Promise<void> {
  const body = { name: "example.com", account: {}, type: "full" };
  const id = (await call("POST /zones", [], 200, { body })).at("result.id");
  await call("POST /zones", [], 400, { body });
  await call("GET /zones", [], 200, { query: "?name=example.com" });
  await call("GET /zones/{zone_id}", [id], 200);
  await call("GET /zones/{zone_id}", ["example.com"], 404);
  await call("PATCH /zones/{zone_id}", [id], 200, { body: { paused: true } });
  await call("DELETE /zones/{zone_id}", [id], 200);
  await call("GET /zones/{zone_id}", [id], 403);
}

async function driveRecords({ call }: Prover, zone: unknown): Promise<void> {
  const create = (body: unknown, status = 200) => call(`POST ${RECORDS}`, [zone], status, { body });
  const a = { type: "A", name: "www", content: "192.0.2.1", ttl: 300, comment: "by hand" };
  const id = (await create(a)).at("result.id");
  await create(a, 400);
  await create({ ...a, content: "x" }, 400);
  const others = [
    { type: "AAAA", name: "www", content: "2001:db8::1", proxied: true },
    { type: "CNAME", name: "alias", content: "www.example.com" },
    { type: "TXT", name: "text", content: '"hello"' },
    { type: "MX", name: "mail", content: "mx.example.com", priority: 10 },
    { type: "NS", name: "sub", content: "ns.example.com" },
    { type: "CAA", name: "www", data: { flags: 0, tag: "issue", value: "letsencrypt.org" } },
    { type: "SRV", name: "_sip._tcp", data: { priority: 1, weight: 2, port: 5060, target: "sip.example.com" } },
  ];
  for (const record of others) await create(record);
  await call(`GET ${RECORDS}`, [zone], 200, { query: "?order=name" });
  await call(`GET ${RECORD}`, [zone, id], 200);
  await call(`GET ${RECORD}`, [zone, UNKNOWN], 404);
  await call(`PATCH ${RECORD}`, [zone, id], 200, { body: { comment: "changed" } });
  await call(`PUT ${RECORD}`, [zone, id], 200, { body: { ...a, content: "192.0.2.2" } });
  await call(`DELETE ${RECORD}`, [zone, id], 200);

  const list = await call(`GET ${RECORDS}`, [zone], 200);
  const deletes = (list.at("result") as { id: string }[]).map((record) => ({ id: record.id }));
  const posted = await call(`POST ${RECORDS}/batch`, [zone], 200, { body: { deletes, posts: [a] } });
  await call(`DELETE ${RECORD}`, [zone, posted.at("result.posts.0.id")], 200);
}
