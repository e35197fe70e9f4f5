import { expect, test } from "@jest/globals";
import { LabelSelectorError, parseLabelSelector } from "./label-selector.ts";

const production = { env: "prod", tier: "web", "example.com/team": "a", flag: "" };

test.each([
  ["env", true],
  ["flag", true],
  ["missing", false],
  ["!missing", true],
  ["!env", false],
  ["env=prod", true],
  ["env==prod", true],
  ["env=test", false],
  ["env!=test", true],
  ["env!=prod", false],
  ["missing!=x", true],
  ["env in (prod,test)", true],
  ["env in ( test , dev )", false],
  ["env notin (test)", true],
  ["env notin (prod)", false],
  ["missing notin (x)", true],
  ["missing in (x)", false],
  ["example.com/team=a", true],
  ["env=prod,tier=web", true],
  ["env=prod, tier=db", false],
  ["flag=", true],
  ["internal", false],
])("%s selects the labels: %p", (selector, selected) => {
  expect(parseLabelSelector(selector)(production)).toBe(selected);
});

test.each([
  ["", "invalid identifier at pos 0"],
  ["a b", "expected comma at pos 2"],
  ["a=b c", "expected comma at pos 4"],
  ["{a}", "invalid identifier at pos 0"],
  ["a,", "invalid identifier at pos 2"],
  ["a in b", "expected opening parenthesis at pos 5"],
  ["a in (b", "expected closing parenthesis at pos 7"],
])("%p breaks the grammar: %s", (selector, message) => {
  expect(() => parseLabelSelector(selector)).toThrow(new LabelSelectorError(message));
});
