import { expect, test } from "@jest/globals";
import { quoteEnvValue, readEnvFile, renderEnvFile } from "./env-file.ts";

test("plain values stand as they are", () => {
  expect(quoteEnvValue("https://acme.example.com:443/a_b-c,d@e+f")).toBe("https://acme.example.com:443/a_b-c,d@e+f");
  expect(quoteEnvValue("")).toBe("");
});

test("values with characters that Compose would read are quoted, and those characters escaped", () => {
  expect(quoteEnvValue("pa$$ 'w\"o\\rd\\")).toBe(String.raw`"pa\$\$ 'w\"o\\rd\\"`);
  expect(quoteEnvValue("a # b")).toBe('"a # b"');
});

test("a value cannot name another value", () => {
  expect(renderEnvFile("A={{a}}\n", { a: "$B", b: "x" })).toBe('A="\\$B"\n');
  expect(renderEnvFile("A={{a}}\n", { a: "{{b}}", b: "x" })).toBe('A="{{b}}"\n');
});

test("a file is read back to the values that it was made of", () => {
  const values = { a: "plain", b: "pa$$ 'w\"o\\rd\\", c: "two\nlines", d: "" };

  const text = renderEnvFile("# A comment.\nA={{a}}\nB={{b}}\n\nC={{c}}\nD={{d}}\nE={{a}}/x\n", values);

  expect(readEnvFile(text)).toEqual({ A: "plain", B: values.b, C: values.c, D: "", E: "plain/x" });
});
