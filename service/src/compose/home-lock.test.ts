import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { lockHome } from "./home-lock.ts";

test("a home that cannot be made is refused with the setting that names another", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "freehold-home-"));
  const file = path.join(folder, "file");
  await writeFile(file, "");

  await expect(lockHome(path.join(file, "home"))).rejects.toMatchObject({
    code: "service_unavailable",
    message: `the folder ${path.join(file, "home")} cannot be made or written (ENOTDIR)`,
    nextStep: "set FREEHOLD_HOME to a folder that this user may write to",
  });
  await rm(folder, { recursive: true });
});
