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
