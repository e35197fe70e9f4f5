import { expect, test } from "@jest/globals";
import { fillPlaceholders } from "./fill-placeholders.ts";

test("every placeholder is replaced by its value", () => {
  expect(fillPlaceholders("a: {{one}}\nb: {{two}}{{one}}\n", { one: "1", two: "2" })).toBe("a: 1\nb: 21\n");
});

test("a value of several lines keeps the indentation of its placeholder", () => {
  expect(fillPlaceholders("key: |\n    {{text}}\nnext: 1\n", { text: "a\n  b\nc\n" })).toBe(
    "key: |\n    a\n      b\n    c\nnext: 1\n",
  );
});

test("what looks like a replacement pattern or a placeholder in a value stays as it is", () => {
  expect(fillPlaceholders("{{one}}", { one: "$& {{two}}", two: "x" })).toBe("$& {{two}}");
});

test("a placeholder without a value is refused", () => {
  expect(() => fillPlaceholders("{{one}}", {})).toThrow(
    "the template has the placeholder {{one}}, no value was given for it",
  );
  expect(() => fillPlaceholders("{{constructor}}", {})).toThrow(/constructor/);
});
