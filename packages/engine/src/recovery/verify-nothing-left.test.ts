import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tenantComment } from "@freehold/model";
import { expect, test } from "@jest/globals";
import type { InventoryTargets } from "../contract.ts";
import { verifyNothingLeft } from "./verify-nothing-left.ts";

const RECORD = {
  id: "r1",
  name: "acme.example.com",
  type: "A",
  content: "192.0.2.1",
  comment: tenantComment({ tenantId: "t1", organization: "o", operation: "op1" }),
};

/** How often a zone was asked that answers with a record (1) or without one (0), and with the last answer for ever. */
async function asking(answers: readonly (0 | 1)[]): Promise<{ asked: number; left: string | undefined }> {
  let asked = 0;
  const server = createServer((_, response) => {
    const has = answers[Math.min(asked++, answers.length - 1)] === 1;
    response.setHeader("Content-Type", "application/json");
    response.end(
      JSON.stringify({ success: true, result: has ? [RECORD] : [], result_info: { page: 1, total_pages: 1 } }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/client/v4`;
  const targets: InventoryTargets = {
    tenantId: "t1",
    clouds: [{ cloud: "cloudflare", endpoint, token: "x".repeat(40), zoneId: "z" }],
  };
  const left = await verifyNothingLeft(targets, 1, () => {}).then(
    () => undefined,
    (error: Error) => error.message,
  );
  server.close();
  return { asked, left };
}

test("two empty answers in a row are enough", async () => {
  expect(await asking([0, 0])).toEqual({ asked: 2, left: undefined });
});

test("what is still listed at first is asked for again, until two answers in a row are empty", async () => {
  expect(await asking([1, 0, 0, 0])).toEqual({ asked: 4, left: undefined });
});

test("what comes and goes is left", async () => {
  expect(await asking([1, 0, 1, 0, 1, 0])).toMatchObject({
    asked: 6,
    left: expect.stringContaining("acme.example.com (r1)"),
  });
});

test("what the last answer lists is left, whatever the first one said", async () => {
  expect(await asking([0, 1])).toMatchObject({ asked: 2, left: expect.stringContaining("1 resources are left") });
});
