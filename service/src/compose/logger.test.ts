import { expect, test } from "@jest/globals";
import { createLogger } from "./logger.ts";

test("secret fields are not written, however deep they stand in what is logged", () => {
  const lines: string[] = [];
  const log = createLogger("info", { write: (line) => void lines.push(line) });

  log.info(
    { token: "hunter2", request: { headers: { authorization: "Bearer hunter2" } }, config: { a: "hunter2" } },
    "x",
  );

  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain("hunter2");
  expect(lines[0]).toContain("***");
});

test("a secret is not written in a sentence either, by its form or because it is a setting", () => {
  const lines: string[] = [];
  const log = createLogger("info", { write: (line) => void lines.push(line) }, ["canary-of-the-settings"]);

  log.info(
    { err: new Error("postgres://u:hunter2pass@db/x refused canary-of-the-settings") },
    "with Bearer abcdefgh12345",
  );

  expect(lines.join()).not.toMatch(/hunter2pass|canary-of-the-settings|abcdefgh12345/);
  expect(() => JSON.parse(lines[0] ?? "")).not.toThrow();
});
