import { expect, test } from "@jest/globals";
import { createRedactor, passwordOf } from "./redactor.ts";

test("a known value is replaced in every form it takes", () => {
  const secret = 'p"ss w/rd-123';
  const { redact } = createRedactor([secret]);

  const text = [
    secret,
    Buffer.from(secret).toString("base64"),
    encodeURIComponent(secret),
    JSON.stringify({ key: secret }),
  ].join(" | ");

  expect(redact(text)).toBe('*** | *** | *** | {"key":"***"}');
});

test("a value that holds another one is replaced whole", () => {
  expect(createRedactor(["secret", "secret-and-more"]).redact("x secret-and-more y")).toBe("x *** y");
});

test("values are learnt later, short ones are not", () => {
  const redactor = createRedactor();
  redactor.add("learnt-later");
  redactor.add("up");

  expect(redactor.redact("up with learnt-later")).toBe("up with ***");
});

const PATTERNS = [
  ["a private key", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----", "***"],
  ["a private key that is cut off", "key: -----BEGIN RSA PRIVATE KEY-----\nMIIE", "key: ***"],
  ["a web token", "got eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9.c2lnbmF0dXJl.", "got ***."],
  ["a bearer token", "Authorization: Bearer abcdef012345", "Authorization: Bearer ***"],
  ["a password in a URL", "postgres://app:hunter22@db:5432/x", "postgres://app:***@db:5432/x"],
  ["an assignment", 'POSTGRES_PASSWORD=hunter22 "apiKey": "k-123456"', 'POSTGRES_PASSWORD=*** "apiKey": "***"'],
] as const;

for (const [what, text, clean] of PATTERNS) {
  test(`${what} is recognised by its form`, () => {
    expect(createRedactor().redact(text)).toBe(clean);
  });
}

test("ordinary text stays as it is", () => {
  const text = "hcloud:index/server:Server acme-server created in 4 s at https://acme.tenants.freehold.test:8443/";

  expect(createRedactor().redact(text)).toBe(text);
});

test("of a URL the password is secret, as it is written there and as it is", () => {
  const { redact } = createRedactor(passwordOf("postgres://worker:p%40ssword@db:5432/state"));

  expect(redact("p@ssword and p%40ssword")).toBe("*** and ***");
  expect([passwordOf("file:///srv/state"), passwordOf("no url")]).toEqual([[], []]);
});

test("a long text that holds no secret is read in no time", () => {
  const redactor = createRedactor();
  const beganAt = performance.now();

  for (const text of ["x", "a.", "eyJ-", "a://b"].map((part) => part.repeat(250_000)))
    expect(redactor.redact(text)).toBe(text);

  // By the square of the length it would be minutes.
  expect(performance.now() - beganAt).toBeLessThan(20_000);
});
