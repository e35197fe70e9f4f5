import type { OperationEvent } from "@freehold/model";
import { expect, test } from "@jest/globals";
import { runCommand } from "../testing/run-command.ts";
import { EVENTS, OPERATION } from "../testing/samples.ts";
import { COMMANDS_OF_ROUTES, inCommands } from "./in-commands.ts";
import { createProgram } from "./program.ts";

test.each([
  ["heal it (POST /v1/tenants/{tenant}/heal)", "heal it (`freehold tenants heal <tenant>`)"],
  ["see GET /v1/operations/op1/events for it", "see `freehold operations watch op1` for it"],
  [
    "choose one of GET /v1/clouds/hetzner/sizes?region=fsn1, or",
    "choose one of GET /v1/clouds/hetzner/sizes?region=fsn1, or",
  ],
  ["POST /v1/tenants/t1/rebuild-state.", "`freehold tenants rebuild-state t1`."],
  ["list them with GET /v1/orphans", "list them with `freehold orphans list`"],
  ["PATCH /v1/credentials/{id}, then", "`freehold credentials change <id>`, then"],
  ["DELETE /v1/tenants/acme/domains/app.example.com", "`freehold domains remove acme app.example.com`"],
])("%s", (request, command) => {
  expect(inCommands(request)).toBe(command);
});

test("every command that stands for a route is one that there is, with the arguments that it takes", () => {
  const unused = (): never => {
    throw new Error("no command is run");
  };
  const context = {
    client: unused,
    out: process.stdout,
    err: process.stderr,
    readInput: unused,
    fail: unused,
    untilStopped: unused,
  };
  const usages = createProgram(context).commands.flatMap((group) =>
    group.commands.map((verb) => [group.name(), verb.name(), ...verb.registeredArguments.map(() => "<>")].join(" ")),
  );
  const stated = Object.values(COMMANDS_OF_ROUTES).map((text) =>
    text.replace(/ --.*/, "").replaceAll(/<\w+>|\[\w+(\.\.\.)?\]/g, "<>"),
  );

  expect(stated.filter((text) => !usages.includes(text))).toEqual([]);
});

test("a failure of an operation says in commands what to do, on the way and in what is shown of it", async () => {
  const failure = { code: "drift_found", reason: "gone", nextStep: "POST /v1/tenants/acme/heal puts it right" };
  const failed = { ...OPERATION, status: "failed" as const, failure };
  const client = {
    getOperation: async () => failed,
    async *followOperation(): AsyncGenerator<OperationEvent> {
      yield* EVENTS;
    },
  };

  const { err, out } = await runCommand("operations watch op1", client);
  const { out: json } = await runCommand("--json operations get op1", client);

  expect(err).toContain("drift_found: gone\n  `freehold tenants heal acme` puts it right\n");
  expect(out).toContain("`freehold tenants heal acme` puts it right");
  expect(JSON.parse(json)).toMatchObject({ failure });
});
