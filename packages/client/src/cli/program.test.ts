import { PassThrough } from "node:stream";
import type { Operation, OperationEvent } from "@freehold/model";
import { expect, test } from "@jest/globals";
import type { FreeholdClient } from "../client.ts";
import { EVENTS, OPERATION, TENANT } from "../testing/samples.ts";
import { createProgram } from "./program.ts";

/** Runs a command against a client that answers from these parts. */
async function run(args: string, parts: Partial<FreeholdClient>) {
  const [out, err] = [new PassThrough(), new PassThrough()];
  let failed = false;
  const program = createProgram({
    client: () => parts as FreeholdClient,
    out: out as unknown as NodeJS.WriteStream,
    err: err as unknown as NodeJS.WriteStream,
    fail: () => {
      failed = true;
    },
  });
  await program.parseAsync(args.split(" "), { from: "user" });
  return { out: String(out.read() ?? ""), err: String(err.read() ?? ""), failed };
}

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
  expect(out).toContain("status: active");
  expect(failed).toBe(false);
});

test("with --json there is one line of JSON and no progress", async () => {
  const client = { ...ending(OPERATION), deleteTenant: async () => ({ tenant: TENANT, operation: OPERATION }) };

  const { out, err } = await run("--json tenants destroy acme", client);

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
