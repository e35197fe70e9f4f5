import { expect, test } from "@jest/globals";
import { median, spreadOf } from "./statistics.ts";

test("the median is the middle value, or the mean of the two in the middle, in whatever order they come", () => {
  expect([[3], [9, 1], [5, 1, 3], [4, 1, 2, 9]].map(median)).toEqual([3, 5, 3, 3]);
});

test("a spread is the least, the middle and the most; of nothing there is none", () => {
  expect(spreadOf([4, 1, 2])).toEqual({ min: 1, median: 2, max: 4 });
  expect(() => spreadOf([])).toThrow(RangeError);
});
