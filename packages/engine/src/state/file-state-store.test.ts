import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createFileStateStore } from "./file-state-store.ts";

const REF = { project: "p", name: "t1" };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "freehold-state-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(path: string, text: string): Promise<void> {
  await mkdir(join(folder, ".pulumi", path, ".."), { recursive: true });
  await writeFile(join(folder, ".pulumi", path), text);
}

test("preparing a stack twice keeps what it holds", async () => {
  const store = createFileStateStore(folder);
  await store.prepare(REF);
  await store.write(REF, "", { resources: [{ urn: "u", type: "t" }] });

  expect(await store.prepare(REF)).toBe("ready");

  expect(await store.read(REF, "")).toEqual({ resources: [{ urn: "u", type: "t" }] });
});

test("writing a deployment keeps the fields that are not ours", async () => {
  const store = createFileStateStore(folder);
  const state = {
    version: 3,
    features: ["x"],
    checkpoint: { stack: "organization/p/t1", config: { a: 1 }, latest: { manifest: { m: 1 } } },
  };
  await put("stacks/p/t1.json", JSON.stringify(state));

  const deployment = await store.read(REF, "");
  await store.write(REF, "", { ...deployment, resources: [] });

  expect(JSON.parse(await readFile(join(folder, ".pulumi/stacks/p/t1.json"), "utf8"))).toEqual({
    ...state,
    checkpoint: { ...state.checkpoint, latest: { manifest: { m: 1 }, resources: [] } },
  });
});

test("locks are read with their holders and taken away", async () => {
  const store = createFileStateStore(folder);
  await put(
    "locks/organization/p/t1/x.json",
    JSON.stringify({ pid: 7, username: "u", hostname: "h", timestamp: "2026-01-01T00:00:00Z" }),
  );
  await put("locks/organization/p/t1/x.json.attrs", "{}");

  expect(await store.lockHolders(REF)).toEqual([{ pid: 7, host: "h", since: "2026-01-01T00:00:00Z" }]);
  await store.unlock(REF, "");
  expect(await store.lockHolders(REF)).toEqual([]);
});

test("removing a stack leaves no file of it and every file of its neighbours", async () => {
  const store = createFileStateStore(folder);
  const own = [
    "stacks/p/t1.json",
    "stacks/p/t1.json.bak",
    "stacks/p/t1.json.attrs",
    "history/p/t1/a.json",
    "backups/p/t1/b.json",
    "locks/organization/p/t1/c.json",
  ];
  const others = ["stacks/p/t12.json", "stacks/q/t1.json", "history/p/t12/a.json"];
  for (const path of [...own, ...others]) await put(path, "{}");

  await store.remove(REF, "");
  await store.remove(REF, "");

  const entries = await readdir(join(folder, ".pulumi"), { recursive: true, withFileTypes: true });
  const left = entries
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name).slice(folder.length + 9));
  expect(left.sort()).toEqual(others.sort());
  expect(await store.exists(REF)).toBe(false);
});

test("a stack that is not there has no deployment and no locks", async () => {
  const store = createFileStateStore(folder);

  expect([await store.exists(REF), await store.read(REF, ""), await store.lockHolders(REF)]).toEqual([
    false,
    undefined,
    [],
  ]);
});

test("attributes that a killed engine left half-written are taken away, for it reads no state beside them", async () => {
  const store = createFileStateStore(folder);
  await put("stacks/p/t1.json", JSON.stringify({ version: 3, checkpoint: { latest: null } }));
  await put("stacks/p/t1.json.attrs", "");
  await put("stacks/p/t1.json.bak.attrs", '{"md5":"x"}');
  await put("stacks/p/t12.json.attrs", "");

  await store.mend(REF);

  expect((await readdir(join(folder, ".pulumi/stacks/p"))).sort()).toEqual([
    "t1.json",
    "t1.json.bak.attrs",
    "t12.json.attrs",
  ]);
});
