import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { PlannedChange } from "@freehold/model";
import { expect, test } from "@jest/globals";
import { builtInPolicies, loadPolicies, type Plan } from "./index.ts";

const PLAN: Plan = {
  kind: "update",
  organization: "default",
  tenant: "acme",
  placement: { cloud: "hetzner", region: "fsn1", size: "small", machineType: "cx23" },
  costPerMonth: { amount: 4.09, currency: "EUR" },
  sshAllowedFrom: ["192.0.2.0/24"],
  changes: [],
};

const LABELS = { "freehold-tenant": "t1" };

function planned(type: string, inputs: PlannedChange["inputs"], op: PlannedChange["op"] = "create"): PlannedChange {
  return { urn: `urn:${type}`, type, name: "it", op, because: [], inputs };
}

const said = (plan: Partial<Plan>, settings: Partial<Parameters<typeof builtInPolicies>[0]> = {}): string[] =>
  builtInPolicies({ publicSsh: "deny", ...settings }).flatMap((policy) =>
    policy.check({ ...PLAN, ...plan }).map(({ level, message }) => `${policy.name} ${level}: ${message}`),
  );

test("a plan that is well is met with silence", () => {
  const changes = [
    planned("hcloud:index/server:Server", { labels: LABELS }),
    planned("digitalocean:index/droplet:Droplet", { tags: ["freehold-tenant:t1"] }),
    planned("docker:index/volume:Volume", { labels: [{ label: "freehold-tenant", value: "t1" }] }),
  ];

  expect(said({ changes }, { regions: ["hetzner:fsn1"], maxPrice: [{ amount: 4.09, currency: "EUR" }] })).toEqual([]);
});

for (const change of [
  planned("hcloud:index/server:Server", { labels: { team: "a" } }),
  planned("hcloud:index/volume:Volume", {}),
  planned("digitalocean:index/droplet:Droplet", { tags: ["managed-by:freehold"] }),
  planned("docker:index/volume:Volume", { labels: [{ label: "other", value: "t1" }] }, "replace"),
]) {
  test(`an unlabelled ${change.type} is denied, and its deletion is not`, () => {
    expect(said({ changes: [change] })).toEqual([expect.stringContaining("labelled-resources deny")]);
    expect(said({ changes: [{ ...change, op: "delete" }] })).toEqual([]);
  });
}

test("SSH that the whole internet may reach is said as strictly as it is set", () => {
  const sshAllowedFrom = ["10.0.0.0/8", "::/0"];

  expect(said({ sshAllowedFrom })).toEqual([
    expect.stringMatching(/^public-ssh deny: .*::\/0.*FREEHOLD_SSH_ALLOWED_FROM/),
  ]);
  expect(said({ sshAllowedFrom }, { publicSsh: "warn" })).toEqual([expect.stringContaining("public-ssh warn")]);
  expect(said({ sshAllowedFrom }, { publicSsh: "allow" })).toEqual([]);
});

for (const { rule, isOpen } of [
  { rule: { direction: "in", port: "22", sourceIps: ["0.0.0.0/0"] }, isOpen: true },
  { rule: { direction: "in", port: "20-25", sourceIps: ["::/0"] }, isOpen: true },
  { rule: { direction: "in", port: "any", sourceIps: ["0.0.0.0/0"] }, isOpen: true },
  { rule: { direction: "in", port: "443", sourceIps: ["0.0.0.0/0"] }, isOpen: false },
  { rule: { direction: "in", port: "22", sourceIps: ["192.0.2.0/24"] }, isOpen: false },
  { rule: { direction: "out", port: "22", sourceIps: ["0.0.0.0/0"] }, isOpen: false },
]) {
  test(`a firewall with ${JSON.stringify(rule)} ${isOpen ? "opens" : "does not open"} SSH to everybody`, () => {
    expect(said({ changes: [planned("hcloud:index/firewall:Firewall", { rules: [rule] })] })).toHaveLength(
      isOpen ? 1 : 0,
    );
  });
}

test("DigitalOcean's way of writing an open port is understood", () => {
  const inboundRules = [{ protocol: "tcp", portRange: "1-65535", sourceAddresses: ["0.0.0.0/0"] }];

  expect(said({ changes: [planned("digitalocean:index/firewall:Firewall", { inboundRules })] })).toHaveLength(1);
});

test("a region that is not in the list is denied with the list; a cloud in it stands for all its regions", () => {
  expect(said({}, { regions: ["digitalocean", "hetzner:nbg1"] })).toEqual([
    "allowed-regions deny: hetzner in fsn1 is not allowed; allowed: digitalocean, hetzner:nbg1",
  ]);
  expect(said({}, { regions: ["hetzner"] })).toEqual([]);
});

test("a price above the ceiling is denied, and so is one in a currency without a ceiling", () => {
  expect(said({}, { maxPrice: [{ amount: 4, currency: "EUR" }] })).toEqual([
    "price-ceiling deny: 4.09 EUR a month is more than 4.00 EUR",
  ]);
  expect(said({}, { maxPrice: [{ amount: 40, currency: "USD" }] })).toEqual([
    expect.stringContaining("no ceiling is set in that currency"),
  ]);
  expect(said({ costPerMonth: null }, { maxPrice: [{ amount: 4, currency: "EUR" }] })).toEqual([]);
});

test("an operator's own policies are loaded from a folder; one that is none is named", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "freehold-policies-"));
  try {
    const source = `export const policy = { name: "no-fridays", description: "nothing on Fridays",
      check: ({ tenant }) => [{ level: "deny", message: tenant + " waits until Monday" }] };`;
    await writeFile(path.join(folder, "no-fridays.mjs"), source);
    await writeFile(path.join(folder, "notes.txt"), "no module");

    const [policy] = await loadPolicies(folder);
    expect(policy?.check(PLAN)).toEqual([{ level: "deny", message: "acme waits until Monday" }]);

    await writeFile(path.join(folder, "broken.mjs"), "export const policy = { name: 'Broken' };");
    await expect(loadPolicies(folder)).rejects.toThrow(/FREEHOLD_POLICIES: .*broken\.mjs: .*policy\.check/);
    await expect(loadPolicies(path.join(folder, "none"))).rejects.toThrow(/the folder cannot be read/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
