import { expect, test } from "@jest/globals";
import { until } from "./until.ts";

test("it gives the first answer that is neither undefined nor false", async () => {
  const answers = [undefined, false, 0, 1];

  expect(await until("a number", () => answers.shift())).toBe(0);
  expect(answers).toEqual([1]);
});

test("a wait in vain says for what, how long, and what was seen last", async () => {
  const host = { status: "booting", slots: [] };

  await expect(until("the host to be ready", (see) => see(host).status === "ready", 0.1)).rejects.toThrow(
    "waited 0.1 s for the host to be ready; last seen: { status: 'booting', slots: [] }",
  );
});

test("a question that is never answered is said to be open, and ends with the limit", async () => {
  const never = new Promise<true>(() => {});

  await expect(until("the service to answer", () => never, 1.1)).rejects.toThrow(
    /^waited 1\.1 s for the service to answer; last seen: nothing; the last question has been open for 1\.\d s$/,
  );
});

test("what the question throws ends the wait", async () => {
  const ask = () => {
    throw new Error("refused");
  };

  await expect(until("an answer", ask)).rejects.toThrow("refused");
});

test("a long value is cut", async () => {
  const error: Error = await until("less", (see) => see("x".repeat(5_000)) === "", 0.05).catch((reason) => reason);

  expect(error.message).toBe(`waited 0.05 s for less; last seen: ${"x".repeat(2_000)} …`);
});
