import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { recordProgram, resourceNamed } from "@freehold/components/testing";
import { NOTES_FILES } from "@freehold/components/testing/notes-template";
import { StackOutputs } from "@freehold/model";
import { testHostKeys } from "@freehold/ssh/testing";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { TenantStackConfigInput } from "./contract.ts";
import { exampleConfig } from "./example-config.ts";
import { tenantProgram } from "./program.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "own-template-"));
  for (const [path, content] of Object.entries(NOTES_FILES)) {
    mkdirSync(dirname(join(folder, "notes", path)), { recursive: true });
    writeFileSync(join(folder, "notes", path), content);
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

function notes(change: Partial<TenantStackConfigInput> = {}) {
  return exampleConfig({ template: "notes", templates: [folder], ...change });
}

function build(change: Partial<TenantStackConfigInput> = {}) {
  return recordProgram("tabc123", () => ({ ...tenantProgram(notes(change)) }));
}

test("a tenant of a template in a folder of the operator's own is built by the same program", async () => {
  const program = await build({ settings: { pageSize: 25 }, databaseAllowedFrom: ["192.0.2.0/24"] });

  const { url, endpoints, workload, credentials } = StackOutputs.strict().parse(program.outputs);
  expect([url, endpoints]).toEqual([
    "https://acme.tenants.example.com",
    { web: "https://acme.tenants.example.com", api: "https://acme.tenants.example.com/api" },
  ]);
  expect(workload).toMatchObject({ template: "notes", version: "1.0", project: "fh-tabc123", services: ["app"] });
  expect(Object.keys(credentials)).toEqual(["adminPassword"]);
  expect(resourceNamed(program, "workload").type).toBe("freehold:index:Workload");
  expect(resourceNamed(program, "workload-apply").inputs).toMatchObject({ create: "hostctl apply notes" });
  // The port that the manifest opens, by the machine's own rule.
  expect(JSON.stringify(resourceNamed(program, "tenant-machine-database-firewall").inputs)).toContain("57000");
});

test("in a slot it has the ports that it was given, under the template's names", async () => {
  const docker = { host: "ssh://ops@192.0.2.7:2222", ...testHostKeys() };
  const slot = {
    cloud: "docker",
    region: "cellar",
    tls: "edge",
    providers: { docker, cloudflare: { apiToken: "cloudflare-token-of-the-test" } },
  } as const;

  const program = await build({ ...slot, ports: { admin: 57007, web: 58007 } });

  expect(resourceNamed(program, "tenant-machine-slot").inputs.create).toContain("--port 58007 --port 57007");
  expect(() => tenantProgram(notes({ ...slot, ports: { web: 58007 } }))).toThrow(
    /freehold-tenant:ports\.admin is not set: in a slot all of the template's ports are, or none/,
  );
});

test.each<[string, Partial<TenantStackConfigInput>, RegExp]>([
  ["an unknown template", { template: "memos" }, /^template must be one of .*notes, got "memos"$/],
  ["an unknown version", { templateVersion: "2.0" }, /freehold-tenant:templateVersion must be one of 1\.0, got "2\.0"/],
  [
    "a setting out of its range",
    { settings: { pageSize: 101 } },
    /settings\.pageSize must be a whole number from 1 to 100, got "101"/,
  ],
  [
    "a port that it has not",
    { ports: { mail: 2525 } },
    /freehold-tenant:ports\.mail is no port of notes, which has web, admin/,
  ],
  ["a folder that is none", { templates: ["/nowhere"] }, /^the folder of templates \/nowhere is none$/],
])("%s is refused before anything is registered", async (_what, change, message) => {
  const program = await recordProgram("tabc123", () => {
    try {
      return { ...tenantProgram(notes(change)), said: "" };
    } catch (error) {
      return { said: (error as Error).message };
    }
  });

  expect(program.outputs.said).toMatch(message);
  expect(program.resources.map(({ type }) => type)).toEqual(["pulumi:pulumi:Stack"]);
});

test("a destroy of one whose template is in no folder any more is about its machine and its name", async () => {
  const program = await build({ templates: [], withoutWorkload: true });

  expect(program.resources.map(({ name }) => name)).toEqual(expect.arrayContaining(["tenant-machine-server", "name"]));
  expect(program.resources.filter(({ name }) => name.startsWith("workload"))).toEqual([]);
});
