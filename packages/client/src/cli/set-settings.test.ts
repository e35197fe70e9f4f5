import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { OperationEvent } from "@freehold/model";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { FreeholdClient } from "../client.ts";
import { runCommand as run } from "../testing/run-command.ts";
import { EVENTS, OPERATION, TEMPLATE, TENANT } from "../testing/samples.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "freehold-set-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const SETTINGS = [
  { name: "siteUrl", description: "d", secret: false, type: "string" as const, takesEffect: "restart" as const },
  { name: "smtpPassword", description: "d", secret: true, type: "string" as const, takesEffect: "restart" as const },
];

function serving(asked: unknown[]): Partial<FreeholdClient> {
  return {
    getTenant: async () => TENANT,
    getOperation: async () => OPERATION,
    listTemplates: async () => [{ ...TEMPLATE, name: TENANT.template, settings: SETTINGS }],
    async *followOperation(): AsyncGenerator<OperationEvent> {
      yield* EVENTS;
    },
    async changeSettings(tenant, settings) {
      asked.push([tenant, settings]);
      const change = { setting: "siteUrl", from: "", to: "https://a.example.com", takesEffect: "restart" as const };
      return { tenant: TENANT, operation: OPERATION, settings: [change] };
    },
  };
}

test("settings come by arguments, files and standard input, are followed, and each says when it acts", async () => {
  const asked: unknown[] = [];
  const file = path.join(folder, "password");
  await writeFile(file, "s3=cret\n");

  const { out, err, failed } = await run(
    `tenants set acme siteUrl=https://a.example.com?x=1 --set-file smtpPassword=${file} --set-stdin smtpUser --unset smtpHost`,
    serving(asked),
    "ada\n",
  );

  expect(asked).toEqual([
    ["acme", { siteUrl: "https://a.example.com?x=1", smtpPassword: "s3=cret", smtpUser: "ada", smtpHost: null }],
  ]);
  expect(err).toContain('siteUrl: "" → https://a.example.com; restarts what reads it\n');
  expect(out).toBe(`acme (${TENANT.id}) is active\n`);
  expect(failed).toBe(false);
});

test("a secret is not taken from the command line", async () => {
  const asked: unknown[] = [];

  await expect(run("tenants set acme smtpPassword=canary", serving(asked))).rejects.toMatchObject({
    message: "smtpPassword is a secret, and the command line is for everybody to read",
    nextStep: expect.stringContaining("--set-file smtpPassword=<path>"),
  });
  expect(asked).toEqual([]);
});

test("what is no pair is refused with the form that it must have", async () => {
  await expect(run("tenants set acme siteUrl", serving([]))).rejects.toThrow(
    'a setting must be given as name=value, got "siteUrl"',
  );
});

test("a preview changes nothing, and what needs no update is said", async () => {
  const asked: unknown[] = [];
  const preview = { settings: [], resources: [], warnings: [], findings: [], updates: false };
  const client: Partial<FreeholdClient> = {
    ...serving(asked),
    previewChange: async () => ({ ...preview, costPerMonth: { before: null, after: null } }),
  };

  const foreseen = await run("tenants set acme siteUrl=https://a.example.com --preview", client);
  const idle = await run("tenants set acme siteUrl=x", {
    ...client,
    changeSettings: async () => ({ tenant: TENANT, operation: null, settings: [] }),
  });

  expect(foreseen.out).toContain("updates: false\n");
  expect(asked).toEqual([]);
  expect(idle.out).toBe(`acme (${TENANT.id}) is active; nothing that acts now differs\n`);
});
