import { startPostgres } from "@freehold/service/testing/postgres";
import { expect, test } from "@jest/globals";
import { engineReason, pulumiBin, withEngine } from "../system/engine-binary.ts";
import { FULL } from "./options.ts";
import { runLoad } from "./run-load.ts";

/** A small one of `npm run test:load`. */
const SAMPLE = { ...FULL, signups: 6, duplicates: 2, workers: 2, faults: 0.02, killEverySec: 30, limitSec: 240 };

const postgres = await startPostgres();
if ("close" in postgres) await postgres.close();

withEngine(`signups at the API with two workers, one of them killed now and then${engineReason}`, () => {
  if ("missing" in postgres) {
    test.skip(`(skipped: ${postgres.missing})`, () => {});
    return;
  }
  test("each becomes one tenant: none is lost, none is made twice, no budget is passed", async () => {
    const { active, tenants, wrong } = await runLoad({ ...SAMPLE, pulumiBin: pulumiBin ?? "" });

    expect(wrong).toEqual([]);
    expect([active, tenants]).toEqual([4, 4]);
  });
});
