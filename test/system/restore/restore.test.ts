import { expect, test } from "@jest/globals";
import { engineReason, pulumiBin, withEngine } from "../engine-binary.ts";
import { runRestore } from "./run-restore.ts";

withEngine(`a service that is lost and restored from a backup taken while operations ran${engineReason}`, () => {
  const run = { pulumiBin: pulumiBin ?? "", tenants: 4, workers: 2 };

  test("lost at once, on the embedded database: what was under way resumes, each tenant has everything once", async () => {
    const result = await runRestore({ ...run, backend: "embedded", lost: "at-once", unfinished: "rebuild" });

    expect(result.wrong).toEqual([]);
    expect(result.running + result.waiting).toBeGreaterThan(0);
  });

  test("lost later, on PostgreSQL: what came into being since is neither doubled nor destroyed, and is reported", async () => {
    const result = await runRestore({ ...run, backend: "postgres", lost: "later", unfinished: "keep" });

    expect(result.wrong).toEqual([]);
    expect(result.running + result.waiting).toBeGreaterThan(0);
  });
});
