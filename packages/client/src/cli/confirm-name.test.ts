import { expect, test } from "@jest/globals";
import type { FreeholdClient } from "../client.ts";
import { recording } from "../testing/recording-client.ts";
import { runCommand as run } from "../testing/run-command.ts";
import { DESTROYED, HOST, OPERATION, TENANT } from "../testing/samples.ts";

const ENDING: Partial<FreeholdClient> = {
  getTenant: async () => TENANT,
  getOperation: async () => OPERATION,
  async *followOperation() {},
};

/** As a person at a terminal, who answers so. */
const typing = (args: string, parts: Partial<FreeholdClient>, typed: string) => run(args, parts, "", undefined, typed);

test("a destroy asks for the tenant's name at a terminal, goes on with nothing else, and says what goes and what is kept", async () => {
  const destroyed: string[] = [];
  const client: Partial<FreeholdClient> = {
    ...ENDING,
    async deleteTenant(id) {
      destroyed.push(id);
      return DESTROYED;
    },
  };

  const wrong = typing("tenants destroy acme", client, "acne");
  await expect(wrong).rejects.toThrow('nothing was done: "acne" was typed, not "acme"');
  expect(destroyed).toEqual([]);
  const { err } = await typing("tenants destroy acme", client, "acme\n");

  // By id: another tenant may have the name meanwhile.
  expect(destroyed).toEqual([TENANT.id]);
  expect(err).toMatch(/^this will destroy tenant acme, its machine and its data; type "acme" to go on: /);
  expect(err).toContain("goes: server fh-t1 (hetzner)\nkept: the audit log: it stays\n");
});

test("without a terminal a destroy is refused unless it says --yes", async () => {
  const client = { ...ENDING, deleteTenant: async () => DESTROYED };

  await expect(run("tenants destroy acme", client)).rejects.toMatchObject({
    message: "nothing was done: to destroy tenant acme, its machine and its data without a terminal, say so beforehand",
    nextStep: "add --yes to the command",
  });
  expect((await run("tenants destroy acme --yes", client)).failed).toBe(false);
});

test.each([
  ["protect", true],
  ["unprotect", false],
])("tenants %s sets the owner's protection", async (verb, expected) => {
  const { client, calls } = recording("changeTenant", { ...TENANT, protected: expected });

  const { out } = await run(`tenants ${verb} acme`, client);

  expect(calls).toEqual([["acme", { protected: expected }]]);
  expect(out).toContain(`protected: ${expected}`);
});

test("a host is declared dead by its name, typed at a terminal or said beforehand", async () => {
  const { client, calls } = recording("declareHostDead", { host: { ...HOST, status: "dead" }, operations: ["op1"] });
  const parts = { ...client, getHost: async () => HOST };

  await expect(run("hosts declare-dead rack1", parts)).rejects.toMatchObject({ nextStep: "add --yes to the command" });
  await expect(typing("hosts declare-dead rack1", parts, "rack2")).rejects.toThrow("nothing was done");
  const { err, out } = await typing("hosts declare-dead rack1", parts, "rack1");
  await run("hosts declare-dead rack1 --yes", parts);

  expect(calls).toEqual([
    ["rack1", "rack1"],
    ["rack1", "rack1"],
  ]);
  expect(err).toContain("this will move the 3 tenants of host rack1 without the data that they have there");
  expect(out).toContain("op1");
});
