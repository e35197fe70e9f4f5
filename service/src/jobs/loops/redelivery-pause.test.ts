import { expect, test } from "@jest/globals";
import { redeliveryPauseSec } from "./redelivery-pause.ts";

test("pauses grow, are spread, and end after more than a day", () => {
  const pauses = Array.from({ length: 10 }, (_, index) => redeliveryPauseSec(index + 1, 0.5));

  expect(pauses.slice(0, 3)).toEqual([5, 30, 120]);
  expect(pauses.at(-1)).toBeUndefined();
  expect(pauses.reduce<number>((sum, pause) => sum + (pause ?? 0), 0)).toBeGreaterThan(24 * 3600);
  expect([redeliveryPauseSec(1, 0), redeliveryPauseSec(1, 1)]).toEqual([3.75, 6.25]);
});
