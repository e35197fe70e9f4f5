import { expect, test } from "@jest/globals";
import { DEFAULTS, readBenchOptions } from "./options.ts";

test("without arguments everything is measured", () => {
  expect(readBenchOptions([])).toEqual(DEFAULTS);
});

test("rounds, ways and concurrency can be chosen, each once", () => {
  const options = readBenchOptions(["--rounds", "7", "--only", "d,a,d", "--concurrency=2,1", "--json"]);

  expect(options).toEqual({ rounds: 7, ways: ["d", "a"], concurrency: [2, 1], json: true });
});

test("help wins over everything else that is right", () => {
  expect(readBenchOptions(["--rounds", "7", "--help"])).toBe("help");
});

test.each([
  [["--rounds", "0"], /--rounds must be a whole number, 1 to 1000, got "0"/],
  [["--concurrency", "1,two"], /--concurrency must be a whole number, 1 to 32, got "two"/],
  [["--only", "a,e"], /--only must be of a,b,c,d, got "e"/],
  [["--round", "3"], /Unknown option '--round'/],
])("%j is refused with what is allowed", (args, message) => {
  expect(() => readBenchOptions(args)).toThrow(message);
});
