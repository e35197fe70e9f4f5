import { expect, test } from "@jest/globals";
import { startUnlessAsked } from "./start-unless-asked.ts";

const never = new Promise<never>(() => {});

test("a start that hangs does not keep a process from ending when it is asked to", async () => {
  expect(await startUnlessAsked(never, Promise.resolve(), 0)).toBeUndefined();
});

test("what has started is given back, also when the process was asked to end meanwhile, and what failed is thrown", async () => {
  expect(await startUnlessAsked(Promise.resolve("service"), never)).toBe("service");
  expect(await startUnlessAsked(Promise.resolve("service"), Promise.resolve(), 60_000)).toBe("service");
  await expect(startUnlessAsked(Promise.reject(new Error("no")), never)).rejects.toThrow("no");
});
