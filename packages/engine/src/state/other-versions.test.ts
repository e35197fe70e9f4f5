import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "@jest/globals";
import { engineTest, listening, PASSPHRASE, withEngine } from "../../test/testbed.ts";
import type { RunRequest } from "../contract.ts";

const STACK = { program: "plain", stack: "t1" };

function request(action: RunRequest["action"]): RunRequest {
  const config = { "test-plain:name": { value: "acme" }, "test-plain:token": { value: "secret", secret: true } };
  return { ...STACK, operationId: `op-${action}`, action, config, passphrase: PASSPHRASE };
}

interface Checkpoint {
  version: number;
  features?: string[];
  checkpoint: { latest: { manifest: { version: string }; resources: Record<string, unknown>[] } };
}

/** The state of the stack, to be read and changed past the engine. */
function stateIn(home: string) {
  const file = join(home, "state/.pulumi/stacks/test-plain/t1.json");
  return {
    read: async () => JSON.parse(await readFile(file, "utf8")) as Checkpoint,
    write: (checkpoint: Checkpoint) => writeFile(file, JSON.stringify(checkpoint)),
  };
}

/** Without what older engines did not write: when and where resources came into being. */
function asWrittenBy(engine: string, { checkpoint }: Checkpoint): Checkpoint {
  const { latest } = checkpoint;
  const resources = latest.resources.map(
    ({ created: _c, modified: _m, sourcePosition: _s, stackTrace: _t, ...resource }) => resource,
  );
  // The engine takes a manifest whose magic is not its version's for a damaged one.
  const magic = createHash("sha256").update(engine).digest("hex");
  const manifest = { ...latest.manifest, version: engine, magic };
  return { version: 3, checkpoint: { ...checkpoint, latest: { ...latest, manifest, resources } } };
}

engineTest("a state that an older engine wrote is updated, and rewritten", async () => {
  await withEngine({}, async (engine, home) => {
    const state = stateIn(home);
    await engine.run(request("up"), listening());
    await state.write(asWrittenBy("v3.100.0", await state.read()));

    const recovered = await engine.recover({ ...STACK, passphrase: PASSPHRASE, after: "update" });
    const { changes, outputs } = await engine.run(request("up"), listening());

    expect(recovered).toMatchObject({ clearedPending: [], unlocked: false });
    expect(changes).toEqual({ same: 2 });
    expect(outputs).toMatchObject({ greeting: "hello acme", token: "secret" });
    expect((await state.read()).checkpoint.latest.manifest.version).toBe("v3.250.0");
  });
});

engineTest("a state that a newer engine wrote is refused by name, and not touched", async () => {
  await withEngine({}, async (engine, home) => {
    const state = stateIn(home);
    await engine.run(request("up"), listening());
    const old = await state.read();
    const refused = { code: "state_too_new" };

    const next = { ...old, version: 5 };
    await state.write(next);
    await expect(engine.run(request("up"), listening())).rejects.toMatchObject(refused);
    await expect(engine.recover({ ...STACK, passphrase: PASSPHRASE, after: "create" })).rejects.toMatchObject(refused);
    await expect(engine.removeStack(STACK, PASSPHRASE)).rejects.toMatchObject(refused);
    expect(await state.read()).toEqual(next);

    const featured = { ...old, version: 4, features: ["teleport"] };
    await state.write(featured);
    await expect(engine.run(request("up"), listening())).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining("teleport"),
    });
    expect(await state.read()).toEqual(featured);
  });
});
