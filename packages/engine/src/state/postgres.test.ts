import { join } from "node:path";
import { until } from "@freehold/testing";
import { expect } from "@jest/globals";
import { postgresTest } from "../../test/postgres.ts";
import { listening, PASSPHRASE, withEngine } from "../../test/testbed.ts";
import type { RunRequest } from "../contract.ts";
import { createRunRecords } from "../runs/run-records.ts";

const STACK = { program: "hangs", stack: "t1" };

function request(action: RunRequest["action"], calm: boolean): RunRequest {
  const config = { "test-hangs:calm": { value: String(calm) } };
  return { ...STACK, operationId: "op1", action, config, passphrase: PASSPHRASE };
}

postgresTest(
  "a stack in PostgreSQL is built, kept, recovered after a crash, destroyed and removed",
  async (backendUrl) => {
    await withEngine({ backendUrl }, async (engine, home) => {
      expect(await engine.stackExists(STACK)).toBe(false);
      expect((await engine.run(request("destroy", true), listening())).changes).toEqual({});
      expect((await engine.run(request("up", true), listening())).changes).toEqual({ create: 2 });
      expect(await engine.stackExists(STACK)).toBe(true);

      const hooks = listening();
      const lost = expect(engine.run(request("up", false), hooks)).rejects.toMatchObject({ code: "runner_lost" });
      await until("the engine to work", () => hooks.events.length > 0);
      const [record] = await createRunRecords(join(home, "runs")).list({ project: "test-hangs", name: "t1" });
      process.kill(record?.pid ?? 0, "SIGKILL");
      await lost;

      await expect(engine.run({ ...request("up", true), operationId: "op2" }, listening())).rejects.toMatchObject({
        code: "stack_locked",
      });
      expect(await engine.recover({ ...STACK, passphrase: PASSPHRASE, after: "create" })).toMatchObject({
        unlocked: true,
      });
      expect((await engine.run(request("up", true), listening())).changes).toEqual({ same: 2 });

      await engine.run(request("destroy", true), listening());
      await engine.removeStack(STACK, PASSPHRASE);
      await engine.removeStack(STACK, PASSPHRASE);
      expect(await engine.stackExists(STACK)).toBe(false);
    });
  },
);
