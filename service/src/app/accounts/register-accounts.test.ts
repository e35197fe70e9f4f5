import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { liveClouds } from "../../compose/live-clouds.ts";
import { inFolder } from "../../testing/warm-cluster.ts";
import { makeWorld } from "../../testing/world.ts";

let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "freehold-accounts-"));
});
afterAll(() => rm(home, { recursive: true, force: true }));

async function worldWith(...hcloudTokens: string[]) {
  const zone = { zones: [{ name: "example.com", provider: "cloudflare" as const }], cloudflareToken: "c" };
  const clouds = liveClouds({ kind: "live", sshPort: 22, sshAllowedFrom: ["192.0.2.0/24"], ...zone, hcloudTokens });
  // Not the vendor: an address where nobody answers.
  const access = () => ({ cloud: "hetzner", token: "t", endpoint: "http://127.0.0.1:9/v1" }) as const;
  return makeWorld({
    home,
    database: await inFolder(path.join(home, "db")),
    clouds: { ...clouds, access },
  });
}

test("tokens that change places after tenants were built are refused; others may follow and one may be replaced", async () => {
  const first = await worldWith("a", "b");
  await first.ended((await first.signUp("acme")).body.operation.id);
  await first.close();

  await expect(worldWith("b", "a")).rejects.toMatchObject({
    code: "invalid_request",
    message: "the token at HCLOUD_TOKEN stood at HCLOUD_TOKEN, number 2 when 1 tenants were built in the two accounts",
  });
  await expect(worldWith("b")).rejects.toMatchObject({ code: "invalid_request" });
  const rotated = await worldWith("new", "b", "c");
  await rotated.ended((await rotated.signUp("umbrella")).body.operation.id);
  await rotated.ended((await rotated.signUp("wayne")).body.operation.id);
  const rows = await rotated.service.db
    .em()
    .execute<{ name: string; account_id: string }[]>("select name, account_id from tenants order by created_at");
  await rotated.close();

  expect(rows.map(({ account_id }) => account_id)).toEqual(["hetzner", "hetzner2", "hetzner3"]);
});
