import { provideSchemathesis } from "@freehold/toolchain";
import { describe, expect, test } from "@jest/globals";
import { engineReason, pulumiBin } from "../system/engine-binary.ts";
import { SAMPLE } from "./options.ts";
import { runFuzz } from "./run-fuzz.ts";
import type { Schemathesis } from "./schemathesis.ts";

const found: Schemathesis | string = await provideSchemathesis({ env: process.env }).catch(
  (error: Error) => error.message,
);
const reason = engineReason || (typeof found === "string" ? ` (skipped: ${found})` : "");
const withSchemathesis = typeof found === "string" || pulumiBin === undefined ? describe.skip : describe;

withSchemathesis(`fuzzing the API's description${reason}`, () => {
  test("finds no answer that it does not allow, with the key of an operator, an owner and a viewer", async () => {
    const reported: string[] = [];
    const { wrong, requests, operations } = await runFuzz({
      ...SAMPLE,
      pulumiBin: pulumiBin ?? "",
      schemathesis: found as Schemathesis,
      report: (line) => reported.push(line),
    });

    expect(wrong).toEqual([]);
    expect(reported).toHaveLength(SAMPLE.keys.length);
    expect(requests).toBeGreaterThan(operations * SAMPLE.keys.length);
  });
});
