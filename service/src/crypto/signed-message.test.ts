import { expect, test } from "@jest/globals";
import { Webhook } from "standardwebhooks";
import { generateSigningSecret, signedHeaders, signMessage, verifySignedMessage } from "./signed-message.ts";

const NOW = new Date();
const TIMESTAMP = String(Math.floor(NOW.getTime() / 1000));

test("what we sign is taken by the standard's own library", () => {
  const secret = generateSigningSecret();
  const body = '{"name":"Zürich"}';

  const taken = new Webhook(secret).verify(body, signedHeaders(secret, "evt_1", NOW, body));

  expect(taken).toEqual({ name: "Zürich" });
});

test("what the standard's own library signs is taken by us", () => {
  const secret = generateSigningSecret();
  const signature = new Webhook(secret).sign("evt_1", NOW, "{}");

  expect(() =>
    verifySignedMessage(secret, { id: "evt_1", timestamp: TIMESTAMP, body: "{}", signature }, NOW),
  ).not.toThrow();
});

const secret = generateSigningSecret();
const good = { id: "evt_1", timestamp: TIMESTAMP, body: '{"a":1}' };
const signed = { ...good, signature: signMessage(secret, good) };

test.each([
  ["another body", { ...signed, body: '{"a":2}' }],
  ["another id", { ...signed, id: "evt_2" }],
  ["another time", { ...signed, timestamp: String(Number(TIMESTAMP) + 1) }],
  ["another secret's signature", { ...signed, signature: signMessage(generateSigningSecret(), good) }],
  ["no signature", { ...signed, signature: "" }],
  ["a signature cut short", { ...signed, signature: signed.signature.slice(0, -1) }],
  ["a time that is no number", { ...signed, timestamp: "now" }],
])("a message with %s is refused", (_what, message) => {
  expect(() => verifySignedMessage(secret, message, NOW)).toThrow("the message is not taken");
});

test.each([-301, 301])("a message that is %s seconds off is refused, although its signature fits", (offSec) => {
  const timestamp = String(Number(TIMESTAMP) + offSec);
  const message = { ...good, timestamp, signature: signMessage(secret, { ...good, timestamp }) };

  expect(() => verifySignedMessage(secret, message, NOW)).toThrow("must be within 300 seconds of now");
});

test("one fitting signature of several is enough, as while a secret is rotated", () => {
  const signature = `${signMessage(generateSigningSecret(), good)} ${signed.signature}`;

  expect(() => verifySignedMessage(secret, { ...good, signature }, NOW)).not.toThrow();
});
