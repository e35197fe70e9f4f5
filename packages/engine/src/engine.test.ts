import { chmod, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "@freehold/testing";
import { afterAll, beforeAll, expect } from "@jest/globals";
import {
  engineTest,
  filesBelow,
  filesHolding,
  listening,
  openEngine,
  PASSPHRASE,
  PULUMI_BIN,
  withEngine,
} from "../test/testbed.ts";
import type { Engine, EngineProgress, RunRequest } from "./contract.ts";

const CANARY = "canary-4f1c9d07b2";

let engine: Engine;
let home: string;
let close: (() => Promise<void>) | undefined;
beforeAll(async () => {
  if (PULUMI_BIN !== undefined) ({ engine, home, close } = await openEngine());
});
afterAll(() => close?.());

let stacks = 0;

/** Requests for a stack that no other test has. */
function newStack(program: string): {
  program: string;
  stack: string;
  request(action: RunRequest["action"]): RunRequest;
} {
  stacks++;
  const target = { program, stack: `t${stacks}` };
  const config = {
    [`test-${program}:name`]: { value: "acme" },
    [`test-${program}:token`]: { value: CANARY, secret: true },
  };
  return {
    ...target,
    request: (action) => ({ ...target, operationId: `op-${action}`, action, config, passphrase: PASSPHRASE }),
  };
}

function messagesOf(events: EngineProgress[]): string[] {
  return events.flatMap((event) => (event.kind === "log" ? [event.message] : []));
}

engineTest(
  "an up answers with outputs, the names of the secret ones, resources and changes; a second changes nothing",
  async () => {
    const { stack, request } = newStack("plain");

    const result = await engine.run(request("up"), listening());

    expect(result).toEqual({
      outputs: { greeting: "hello acme", token: CANARY, nested: { key: "inner-secret" } },
      secrets: ["token", "nested"],
      resources: [
        { type: "test:index:Thing", name: "thing", urn: `urn:pulumi:${stack}::test-plain::test:index:Thing::thing` },
      ],
      changes: { create: 2 },
      expectedResources: [],
      drift: [],
    });
    expect((await engine.run(request("up"), listening())).changes).toEqual({ same: 2 });
  },
);

engineTest("a preview of a new stack foresees its resources and leaves no stack behind", async () => {
  const { request, ...target } = newStack("plain");

  const result = await engine.run(request("preview"), listening());

  expect(result.changes).toEqual({ create: 2 });
  expect(await engine.stackExists(target)).toBe(false);
});

engineTest("a destroyed and removed stack leaves no file", async () => {
  const { request, ...target } = newStack("plain");
  const before = await filesBelow(home);
  await engine.run(request("up"), listening());
  expect(await engine.stackExists(target)).toBe(true);

  const destroyed = await engine.run(request("destroy"), listening());
  await engine.removeStack(target, PASSPHRASE);

  expect(destroyed.resources.map((each) => each.name)).toEqual(["thing"]);
  expect(await engine.stackExists(target)).toBe(false);
  expect(await filesBelow(home)).toEqual(before);
  expect(await readdir(join(home, "work"))).toEqual([]);
});

engineTest("destroying and removing what was never built succeeds without an engine process", async () => {
  const { request, ...target } = newStack("plain");
  const hooks = listening();

  const result = await engine.run(request("destroy"), hooks);
  await engine.removeStack(target, PASSPHRASE);

  expect(result.changes).toEqual({});
  expect(hooks.events).toEqual([]);
});

engineTest("a program that throws fails its own operation and no other", async () => {
  await expect(engine.run(newStack("throws").request("up"), listening())).rejects.toMatchObject({
    code: "engine_failed",
    message: expect.stringContaining("the program has a bug"),
  });

  const next = await engine.run(newStack("plain").request("up"), listening());

  expect(next.changes).toEqual({ create: 2 });
});

engineTest(
  "a program that throws while it works out an input ends, although resources and outputs wait for that input",
  async () => {
    await withEngine({ standIns: true }, async (own) => {
      const { request, ...target } = newStack("refuses-input");

      for (const action of ["up", "destroy"] as const) {
        await expect(own.run(request(action), listening())).rejects.toMatchObject({
          code: "engine_failed",
          message: expect.stringContaining("the input cannot be worked out"),
        });
      }

      await own.recover({ ...target, passphrase: PASSPHRASE, after: "create" });
      expect((await own.run(newStack("plain").request("up"), listening())).changes).toEqual({ create: 2 });
    });
  },
);

engineTest("a wrong passphrase is refused and named", async () => {
  const { request } = newStack("plain");
  await engine.run(request("up"), listening());

  const second = engine.run({ ...request("up"), passphrase: "another passphrase" }, listening());

  await expect(second).rejects.toMatchObject({ code: "engine_failed", message: expect.stringContaining("passphrase") });
});

engineTest("no secret is in events, errors or files, whatever a program says", async () => {
  const hooks = listening();

  const failure = await engine.run(newStack("leaks").request("up"), hooks).catch((error: unknown) => error);

  expect(messagesOf(hooks.events)).toEqual([
    "the token is [secret]", // the engine knows the values of the configuration and no other form of them
    "in other letters ***",
    "Authorization: Bearer ***",
    "Unhandled exception: Error: refused: [secret]",
    "refused: [secret]",
  ]);
  const reported = JSON.stringify([hooks.events, String(failure), failure]);
  for (const form of [CANARY, Buffer.from(CANARY).toString("base64"), PASSPHRASE]) {
    expect(reported).not.toContain(form);
    expect(await filesHolding(home, form)).toEqual([]);
  }
});

engineTest("the search for secrets in files would find a plain one", async () => {
  const { request } = newStack("plain");
  const plain = request("up");
  const open = "canary-in-the-open";

  await engine.run({ ...plain, config: { ...plain.config, "test-plain:name": { value: open } } }, listening());

  expect(await filesHolding(home, open)).not.toEqual([]);
});

engineTest("operations beyond the pool wait for their turn", async () => {
  const requests = [1, 2, 3].map(() => newStack("plain").request("up"));

  const results = await Promise.all(requests.map((request) => engine.run(request, listening())));

  expect(results.map((result) => result.changes)).toEqual([{ create: 2 }, { create: 2 }, { create: 2 }]);
});

engineTest("a stack's name that could reach other stacks is refused", async () => {
  const { request } = newStack("plain");

  for (const stack of ["a_b", "../t1", "", "A"]) {
    await expect(engine.run({ ...request("up"), stack }, listening())).rejects.toMatchObject({
      code: "invalid_request",
    });
  }
});

engineTest(
  "a second operation on a stack is refused while the first runs, and the first can be cancelled",
  async () => {
    await withEngine({ poolSize: 2, cancelGraceMs: 100 }, async (own) => {
      const { request } = newStack("hangs");
      const stop = new AbortController();
      const hooks = listening(stop.signal);
      const first = own.run(request("up"), hooks);
      await until("the first operation to run", () => hooks.events.length > 0);

      await expect(own.run(request("up"), listening())).rejects.toMatchObject({ code: "operation_in_progress" });

      stop.abort();
      await expect(first).rejects.toMatchObject({ code: "cancelled" });
    });
  },
);

engineTest("an engine that falls silent, or runs too long, is stopped", async () => {
  for (const limit of [{ silenceMs: 1000 }, { deadlineMs: 1000 }]) {
    await withEngine({ ...limit, cancelGraceMs: 100 }, async (own) => {
      const run = own.run(newStack("hangs").request("up"), listening());

      await expect(run).rejects.toMatchObject({ code: "engine_timeout" });
    });
  }
});

engineTest("a missing engine and one of another version are named with the remedy", async () => {
  const folder = await mkdtemp(join(tmpdir(), "freehold-no-engine-"));
  await writeFile(join(folder, "pulumi"), "#!/bin/sh\necho v3.1.0\n");
  await chmod(join(folder, "pulumi"), 0o755);

  const missing = openEngine({ pulumiBin: join(folder, "elsewhere", "pulumi"), env: { PATH: "" } });
  await expect(missing).rejects.toMatchObject({ code: "engine_missing", message: expect.stringContaining(folder) });
  const other = openEngine({ pulumiBin: join(folder, "pulumi") });
  await expect(other).rejects.toMatchObject({ code: "engine_missing", message: expect.stringContaining("is 3.1.0, ") });
  await rm(folder, { recursive: true });
});

engineTest("a listener that throws ends its operation and not the service", async () => {
  await withEngine({ cancelGraceMs: 100 }, async (own) => {
    const bug = new Error("the listener has a bug");
    const onEvent = () => {
      throw bug;
    };

    const run = own.run(newStack("hangs").request("up"), { onEvent });

    await expect(run).rejects.toMatchObject({ code: "internal", cause: bug });
  });
});
