import { expect, test } from "@jest/globals";
import { memoryShortage } from "./memory-shortage.ts";

const GB = 1_000_000_000;

test.each([
  ["three live operations in 2 GB", { workers: 3, clouds: "live", limitBytes: 2 * GB }],
  ["three of the sandbox in 1.2 GB", { workers: 3, clouds: "sandbox", limitBytes: 1.2 * GB }],
] as const)("%s have enough", (_what, memory) => {
  expect(memoryShortage(memory)).toBeUndefined();
});

test("a worker with too little memory says how many operations fit", () => {
  expect(memoryShortage({ workers: 3, clouds: "live", limitBytes: 1.5 * GB })).toBe(
    "FREEHOLD_WORKERS=3 may take 2000 MB and there are 1500 MB: the system may kill an engine in the middle of an operation; set FREEHOLD_WORKERS to 2, or give it more memory",
  );
  expect(memoryShortage({ workers: 1, clouds: "live", limitBytes: 0.5 * GB })).toMatch(/; give it more memory$/);
});
