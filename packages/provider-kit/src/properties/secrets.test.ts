import { expect, test } from "@jest/globals";
import { redact, secretLike, secretTexts, withoutSecrets } from "./secrets.ts";
import { Secret } from "./value.ts";

test("what is secret in the model becomes secret, and nothing else", () => {
  const model = { open: "a", shut: new Secret("b"), deep: { shut: new Secret("c") } };

  expect(secretLike({ open: "1", shut: "2", deep: { shut: "3", open: "4" } }, model)).toEqual({
    open: "1",
    shut: new Secret("2"),
    deep: { shut: new Secret("3"), open: "4" },
  });
});

test("a list with a secret element becomes secret as a whole", () => {
  expect(secretLike(["x", "y"], ["a", new Secret("b")])).toEqual(new Secret(["x", "y"]));
});

test("a value that changed its shape becomes secret as a whole", () => {
  expect(secretLike("text", { key: new Secret("b") })).toEqual(new Secret("text"));
});

test("resources see plain values", () => {
  expect(withoutSecrets({ a: new Secret({ b: [new Secret("c")] }) })).toEqual({ a: { b: ["c"] } });
});

test("secrets leave no trace in a message, whole or in single lines", () => {
  const key = new Secret("line-one-of-key\nline-two-of-key");
  const secrets = secretTexts([{ key, open: "visible", port: new Secret("22") }]);

  expect(secrets).toEqual(["line-one-of-key\nline-two-of-key", "22"]);
  expect(redact("visible: port 22, line-two-of-key, line-one-of-key\nline-two-of-key", secrets)).toBe(
    "visible: port 22, [secret], [secret]",
  );
});

test("parts of a secret object that may be shown are not taken for secrets", () => {
  const connection = new Secret({ host: "10.0.0.1", privateKey: "k3y", proxy: { host: "10.0.0.2" } });

  expect(secretTexts([{ connection }], ["host"])).toEqual(["k3y"]);
});
