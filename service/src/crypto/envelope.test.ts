import { expect, test } from "@jest/globals";
import { createEnvelope } from "./envelope.ts";
import { generateMasterKey, parseMasterKeys } from "./master-keys.ts";

const OLD = generateMasterKey();
const NEW = generateMasterKey();

test("what is sealed opens again, and the envelope does not show it", () => {
  const envelope = createEnvelope(parseMasterKeys(OLD));

  const sealed = envelope.seal("hunter2", "tenant/t1/outputs");

  expect(sealed).toMatch(/^fh1\.[0-9a-f]{8}\.[\w-]+\.[\w-]+$/);
  expect(sealed).not.toContain("hunter2");
  expect(envelope.open(sealed, "tenant/t1/outputs")).toBe("hunter2");
});

test("the same text is sealed differently every time", () => {
  const envelope = createEnvelope(parseMasterKeys(OLD));

  expect(envelope.seal("a", "p")).not.toBe(envelope.seal("a", "p"));
});

test("an envelope does not open for another purpose", () => {
  const envelope = createEnvelope(parseMasterKeys(OLD));
  const sealed = envelope.seal("hunter2", "tenant/t1/outputs");

  expect(() => envelope.open(sealed, "tenant/t2/outputs")).toThrow();
});

test("an envelope that was changed in any part does not open", () => {
  const envelope = createEnvelope(parseMasterKeys(OLD));
  const sealed = envelope.seal("hunter2", "p");
  const [format, keyId, wrapped = "", payload = ""] = sealed.split(".");
  const flip = (text: string): string => (text[4] === "A" ? "B" : "A") + text.slice(1, 4) + text.slice(4);

  expect(() => envelope.open([format, keyId, flip(wrapped), payload].join("."), "p")).toThrow();
  expect(() => envelope.open([format, keyId, wrapped, flip(payload)].join("."), "p")).toThrow();
  expect(() => envelope.open("plain text", "p")).toThrow(/^sealed text must have the form fh1/);
});

test("after a rotation the old key still opens, and re-wrapped envelopes open without it", () => {
  const sealed = createEnvelope(parseMasterKeys(OLD)).seal("hunter2", "p");
  const both = createEnvelope(parseMasterKeys(`${NEW},${OLD}`));

  const rewrapped = both.rewrap(sealed, "p");

  expect(both.open(sealed, "p")).toBe("hunter2");
  expect(createEnvelope(parseMasterKeys(NEW)).open(rewrapped, "p")).toBe("hunter2");
  expect(rewrapped.split(".")[3]).toBe(sealed.split(".")[3]);
});

test("an unknown master key is named by its id with the remedy", () => {
  const sealed = createEnvelope(parseMasterKeys(OLD)).seal("hunter2", "p");
  const [oldKey] = parseMasterKeys(OLD);

  const open = () => createEnvelope(parseMasterKeys(NEW)).open(sealed, "p");

  expect(open).toThrow(`sealed with master key ${oldKey.id}`);
  expect(open).toThrow("FREEHOLD_MASTER_KEY");
});

test("master keys may be base64, base64url or hex, and nothing else, and are never repeated in the failure", () => {
  const bytes = Buffer.alloc(32, 0xfb);

  const ids = (["base64", "base64url", "hex"] as const).map((form) => parseMasterKeys(bytes.toString(form))[0].id);

  expect(new Set(ids).size).toBe(1);
  expect(() => parseMasterKeys("c2hvcnQ")).toThrow("master key 1 must be 32 bytes in base64 or hex, got 5 bytes");
  expect(() => parseMasterKeys("c2hvcnQ")).not.toThrow("c2hvcnQ");
});
