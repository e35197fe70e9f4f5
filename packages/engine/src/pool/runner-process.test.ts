import { readFileSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "@jest/globals";
import { engineTest } from "../../test/testbed.ts";
import { LIGHT_RUNNER } from "./light-runner.ts";
import { startRunner } from "./runner-process.ts";

engineTest(
  "a runner's environment holds nothing of the service's secrets, from its first moment",
  async (pulumiBin) => {
    Object.assign(process.env, { FREEHOLD_ADMIN_KEY: "fh_secret", DATABASE_URL: "postgres://app:secret@db/app" });
    const runner = await startRunner({ pulumiBin, standIns: false, env: {}, modules: [] });
    const environment = readFileSync(`/proc/${runner.pid}/environ`, "utf8");
    await runner.kill();

    expect(environment).toContain("PATH=");
    expect(environment).not.toMatch(/secret|FREEHOLD_|DATABASE_URL/);
  },
);

engineTest("a runner is started so that it takes little memory, whoever starts it", async (pulumiBin) => {
  const runner = await startRunner({ pulumiBin, standIns: false, env: {}, modules: [] });
  const [command, environment] = ["cmdline", "environ"].map((file) =>
    readFileSync(`/proc/${runner.pid}/${file}`, "utf8").split("\0"),
  );
  await runner.kill();

  expect(command).toEqual(expect.arrayContaining([...LIGHT_RUNNER.nodeFlags]));
  for (const [name, value] of Object.entries(LIGHT_RUNNER.env)) expect(environment).toContain(`${name}=${value}`);
});

engineTest("what a runner has compiled is there for the next one, although it is killed", async (pulumiBin) => {
  const inherited = process.env.NODE_COMPILE_CACHE;
  const folder = await mkdtemp(path.join(tmpdir(), "freehold-compiled-"));
  process.env.NODE_COMPILE_CACHE = folder;
  try {
    const runner = await startRunner({ pulumiBin, standIns: false, env: {}, modules: [] });
    await runner.kill();

    expect(await readdir(folder)).not.toEqual([]);
  } finally {
    if (inherited === undefined) delete process.env.NODE_COMPILE_CACHE;
    else process.env.NODE_COMPILE_CACHE = inherited;
    await rm(folder, { recursive: true });
  }
});
