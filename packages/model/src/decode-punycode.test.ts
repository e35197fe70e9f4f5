import { expect, test } from "@jest/globals";
import { decodePunycode } from "./decode-punycode.ts";

// The samples of RFC 3492 §7.1 that hold lower case only, and labels of our own.
test.each([
  ["egbpdaj6bu4bxfgehfvwxn", "ليهمابتكلموشعربي؟"],
  ["ihqwcrb4cv8a8dqg056pqjye", "他们为什么不说中文"],
  ["4dbcagdahymbxekheh6e0a7fei0b", "למההםפשוטלאמדבריםעברית"],
  ["mller-kva", "müller"],
  ["e1afmkfd", "пример"],
  ["ls8h", "💩"],
])("%s stands for %s", (encoded, text) => {
  expect(decodePunycode(encoded)).toBe(text);
});

test.each(["99999999999", "a!", "mller-kv*", "zzzzzzzzzzzz"])("%s stands for nothing", (encoded) => {
  expect(decodePunycode(encoded)).toBeUndefined();
});
