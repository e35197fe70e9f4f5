import type { Operation, OperationEvent } from "@freehold/model";
import { expect, test } from "@jest/globals";
import type { FreeholdClient } from "../client.ts";
import { runCommand as run } from "../testing/run-command.ts";
import { CREDENTIAL, DESTROYED, EVENTS, HOST, OPERATION, TENANT } from "../testing/samples.ts";

function ending(operation: Operation): Partial<FreeholdClient> {
  return {
    getTenant: async () => TENANT,
    getOperation: async () => operation,
    async *followOperation(): AsyncGenerator<OperationEvent> {
      yield* EVENTS;
    },
  };
}

test("a signup is followed to its end and the tenant is shown", async () => {
  const signups: unknown[] = [];
  const client: Partial<FreeholdClient> = {
    ...ending(OPERATION),
    async createTenant(signup) {
      signups.push(signup);
      return { tenant: TENANT, operation: OPERATION };
    },
  };

  const { out, err, failed } = await run("tenants create acme --size large", client);

  expect(signups).toEqual([
    { name: "acme", template: "supabase", placement: { cloud: "hetzner", region: "fsn1", size: "large" } },
  ]);
  expect(err).toBe(
    "creating acme: initialise (0%)\ncreating acme: allocate (5%)\ncreating acme: succeeded after 1.5 s\n",
  );
  expect(out).toBe(`acme (${TENANT.id}) is active at https://acme.example.com\n`);
  expect(failed).toBe(false);
});

test("a signup may name a machine type and a template's version and allow a fallback, and is shown what the service warns of", async () => {
  const signups: unknown[] = [];
  const tenant = { ...TENANT, warnings: ["hetzner sells cx11 no longer in fsn1"] };
  const client: Partial<FreeholdClient> = {
    ...ending(OPERATION),
    async createTenant(signup) {
      signups.push(signup);
      return { tenant, operation: OPERATION };
    },
  };

  const { err } = await run(
    "tenants create acme --machine-type cx11 --fallback region --template-version 2024-ten",
    client,
  );

  const placement = { cloud: "hetzner", region: "fsn1", size: "small", machineType: "cx11", fallback: "region" };
  expect(signups).toEqual([{ name: "acme", template: "supabase", templateVersion: "2024-ten", placement }]);
  expect(err).toContain("freehold: hetzner sells cx11 no longer in fsn1\n");
});

test("with --json there is one line of JSON and no progress", async () => {
  const client = { ...ending(OPERATION), deleteTenant: async () => DESTROYED };

  const { out, err } = await run("--json tenants destroy acme --yes", client);

  expect(JSON.parse(out)).toEqual({ tenant: TENANT, operation: OPERATION });
  expect(out.trimEnd()).not.toContain("\n");
  expect(err).toBe("");
});

test("an operation that fails makes the command fail and says why and what to do", async () => {
  const failure = { code: "cloud_capacity", reason: "no machines left in fsn1", nextStep: "choose another region" };

  const { err, failed } = await run("operations watch op1", ending({ ...OPERATION, status: "failed", failure }));

  expect(failed).toBe(true);
  expect(err).toContain("cloud_capacity: no machines left in fsn1\n  choose another region\n");
});

test("a domain that is far enough is followed until it is served", async () => {
  const domain = {
    domain: "app.example.com",
    status: "verified" as const,
    reason: null,
    proof: { name: "_freehold.app.example.com", type: "TXT", value: "freehold-verify=x" },
    targets: [],
    createdAt: "2026-01-01T00:00:00.000Z",
    changedAt: "2026-01-01T00:00:00.000Z",
  };
  const client = { ...ending(OPERATION), verifyDomain: async () => ({ domain, operation: OPERATION }) };

  const { out, err } = await run("domains verify acme app.example.com", client);

  expect(err).toContain("serving app.example.com: succeeded after 1.5 s\n");
  expect(out).toBe("serving app.example.com has succeeded\n");
});

test("tenants are listed as a table", async () => {
  const { out } = await run("tenants list", { listTenants: async () => ({ items: [TENANT], nextCursor: null }) });

  expect(out).toBe(
    [
      "NAME  STATUS  TEMPLATE  PLACEMENT           URL",
      "acme  active  supabase  hetzner fsn1 small  https://acme.example.com",
      "",
    ].join("\n"),
  );
});

test("an account is given with the secret of standard input, not of the command line", async () => {
  const given: unknown[] = [];
  const client: Partial<FreeholdClient> = {
    async createCredential(credential) {
      given.push(credential);
      return CREDENTIAL;
    },
  };
  const proxmox = { endpoint: "https://pve.example.com:8006", apiToken: "a@pam!b=c", sshPrivateKey: "k" };

  const { out } = await run("credentials add ours --cloud hetzner --templates supabase,app", client, "t0k3n\n");
  await run("credentials add rack --cloud proxmox --max-tenants 9", client, JSON.stringify(proxmox));
  const broken = run("credentials add rack --cloud proxmox", client, "{no");

  expect(given).toEqual([
    {
      cloud: "hetzner",
      name: "ours",
      access: { token: "t0k3n" },
      owner: "organization",
      policy: { templates: ["supabase", "app"] },
    },
    { cloud: "proxmox", name: "rack", access: proxmox, owner: "organization", maxTenants: 9 },
  ]);
  expect(out).toBe(`hetzner account "our project" (${CREDENTIAL.id}) is verified\n`);
  await expect(broken).rejects.toMatchObject({ code: "malformed_json" });
});

test("of an account only what is named is changed", async () => {
  const changed: unknown[] = [];
  const client: Partial<FreeholdClient> = {
    getCredential: async () => CREDENTIAL,
    async changeCredential(id, changes) {
      changed.push([id, changes]);
      return CREDENTIAL;
    },
  };

  await run("credentials change cr1 --otherwise platform --max-tenants none", client);
  await run("credentials change cr1 --secret", client, "another");

  expect(changed).toEqual([
    ["cr1", { policy: { templates: "all", otherwise: "platform" }, maxTenants: null }],
    ["cr1", { access: { token: "another" } }],
  ]);
});

test("accounts are listed with their room and four characters of their secret", async () => {
  const { out } = await run("credentials list", { listCredentials: async () => [CREDENTIAL] });

  expect(out.split("\n")[1]).toBe("cr0123456789abcde  hetzner  our project  organization  verified  3 of 20  …k3y5");
});

test("a host is registered with the private key of standard input", async () => {
  const given: unknown[] = [];
  const client: Partial<FreeholdClient> = {
    async registerHost(host) {
      given.push(host);
      return HOST;
    },
  };
  const key = "ssh-ed25519_AAAA";

  const { out } = await run(`hosts add rack1 --address 192.0.2.7 --host-key ${key} --memory 64`, client, "PRIVATE");

  expect(given).toEqual([
    {
      ...{ name: "rack1", cloud: "docker", region: "local", address: "192.0.2.7", edge: false, limitStorage: true },
      ssh: { port: 22, user: "freehold", privateKey: "PRIVATE", hostKey: key },
      capacity: { slots: 10, memoryGib: 64 },
    },
  ]);
  expect(out).toBe(`rack1 (${HOST.id}) is ready at 192.0.2.7\n`);
});

test("of a host only what is named is changed", async () => {
  const changed: unknown[] = [];
  const client: Partial<FreeholdClient> = {
    async changeHost(host, changes) {
      changed.push([host, changes]);
      return HOST;
    },
  };

  await run("hosts change rack1 --drain", client);
  await run("hosts change rack1 --no-drain --cores none", client);
  await run("hosts change rack1 --slots 20", client);

  expect(changed).toEqual([
    ["rack1", { draining: true }],
    ["rack1", { draining: false, capacity: { cores: null } }],
    ["rack1", { capacity: { slots: 20 } }],
  ]);
});

test("hosts are listed with their use", async () => {
  const { out } = await run("hosts list", { listHosts: async () => [HOST] });

  expect(out.split("\n")[1]).toBe("rack1  ready   docker local  192.0.2.7  3 of 10  12 of 64 GiB  6");
});

test("a broken audit log is shown and makes the command fail", async () => {
  const verification = {
    intact: false,
    rows: 1,
    checkpoints: 0,
    head: { seq: 3, hash: "ab" },
    broken: { seq: 2, reason: "row 2 was changed after it was written" },
  };

  const { out, failed } = await run("audit verify", { verifyAudit: async () => verification });

  expect(out).toContain("row 2 was changed after it was written");
  expect(failed).toBe(true);
});
