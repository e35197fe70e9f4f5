import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "@jest/globals";
import type { Engine, EngineOptions, EngineProgress, RunHooks } from "../src/contract.ts";
import { createEngine } from "../src/engine.ts";
import { PULUMI_BIN, TEST_PROGRAMS } from "./fixtures.ts";

export { PASSPHRASE, PULUMI_BIN, TEST_PROGRAMS } from "./fixtures.ts";

/** A test on the real engine; skipped, with the reason in its name, where there is none. */
export function engineTest(name: string, body: (pulumiBin: string) => Promise<void>): void {
  const pulumiBin = PULUMI_BIN;
  if (pulumiBin === undefined)
    test.skip(`${name} (skipped: no Pulumi engine; set FREEHOLD_PULUMI_BIN)`, () => undefined);
  else test(name, () => body(pulumiBin));
}

/** An engine in a folder of its own, unless one is given; closing it removes the folder. */
export async function openEngine(
  options: Partial<EngineOptions> = {},
): Promise<{ engine: Engine; home: string; close(): Promise<void> }> {
  const home = options.home ?? (await mkdtemp(join(tmpdir(), "freehold-engine-")));
  const defaults = {
    pulumiBin: PULUMI_BIN ?? "",
    home,
    standIns: false,
    poolSize: 1,
    programs: TEST_PROGRAMS,
    inventoryDelayMs: 10,
  };
  const engine = await createEngine({ ...defaults, ...options }).catch(async (error: unknown) => {
    await rm(home, { recursive: true, force: true });
    throw error;
  });
  const close = async () => {
    await engine.close();
    await rm(home, { recursive: true, force: true });
  };
  return { engine, home, close };
}

/** An engine for one test. */
export async function withEngine(
  options: Partial<EngineOptions>,
  work: (engine: Engine, home: string) => Promise<void>,
): Promise<void> {
  const { engine, home, close } = await openEngine(options);
  await work(engine, home).finally(close);
}

/** Hooks that keep what they receive. */
export function listening(signal?: AbortSignal): RunHooks & { events: EngineProgress[] } {
  const events: EngineProgress[] = [];
  return { events, onEvent: (event) => void events.push(event), ...(signal === undefined ? {} : { signal }) };
}

/** Every file below a folder, by its path from there. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name).slice(folder.length + 1))
    .sort();
}

/** The files below a folder that hold a text. */
export async function filesHolding(folder: string, text: string): Promise<string[]> {
  const files = await filesBelow(folder);
  const held = await Promise.all(files.map(async (file) => (await readFile(join(folder, file))).includes(text)));
  return files.filter((_, index) => held[index]);
}
