import { expect, test } from "@jest/globals";
import { openSandbox } from "./sandbox-access.ts";
import { sandboxClouds } from "./sandbox-clouds.ts";

const SIMULATED = { kind: "sandbox", keep: false, machines: "simulated" } as const;

test("a sandbox with two accounts has two projects at Hetzner and two teams at DigitalOcean, each with its token", async () => {
  const access = await openSandbox({ ...SIMULATED, accounts: 2 }, undefined);
  const clouds = sandboxClouds(access, { maxTenants: 5 });
  const names = await Promise.all(
    clouds.accounts("digitalocean").map(async ({ secret }) => {
      const token = "token" in secret ? secret.token : "";
      const url = `${access.digitalocean.endpoint}/account`;
      const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
      return ((await answer.json()) as { account: { team: { name: string } } }).account.team.name;
    }),
  );
  const hetzner = clouds.accounts("hetzner");
  await access.own?.close();

  expect(names).toEqual(["default", "account-2"]);
  expect(hetzner.map(({ name, maxTenants }) => [name, maxTenants])).toEqual([
    ["sandbox", 5],
    ["sandbox, number 2", 5],
  ]);
  expect(new Set(hetzner.map(({ id }) => id)).size).toBe(2);
  expect(clouds.accounts("proxmox")).toHaveLength(1);
});

test("a sandbox that runs elsewhere has the accounts that it says, and is not asked for more", async () => {
  const opening = openSandbox({ ...SIMULATED, attachTo: "/nowhere/sandbox.json", accounts: 3 }, undefined);

  await expect(opening).rejects.toMatchObject({
    code: "invalid_request",
    message: "FREEHOLD_SANDBOX_ACCOUNTS must be 1 with FREEHOLD_SANDBOX, which has its own, got 3",
  });
});
