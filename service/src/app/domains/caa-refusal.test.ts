import { expect, test } from "@jest/globals";
import { caaRefusal } from "./caa-refusal.ts";
import type { CaaRecord } from "./dns-port.ts";

/** `app.example.com: 0 issue pki.example` */
function refusal(...records: string[]): Promise<string | undefined> {
  const all = records.map((record) => {
    const [, name = "", flags = "", tag = "", value = ""] = /^(\S+): (\d+) (\S+) (.*)$/.exec(record) ?? [];
    return { name, record: { critical: flags !== "0", tag, value } satisfies CaaRecord };
  });
  const caa = async (of: string) => all.flatMap(({ name, record }) => (name === of ? [record] : []));
  return caaRefusal({ texts: async () => [], addresses: async () => [], caa }, "app.example.com");
}

test.each([
  [[]],
  [["example.com: 0 issue letsencrypt.org"]],
  [["example.com: 0 issue pki.example", "example.com: 0 issue LetsEncrypt.org"]],
  [["app.example.com: 0 issue letsencrypt.org", "example.com: 0 issue ;"]],
  [["app.example.com: 0 iodef mailto:ca@example.com"]],
  [["example.com: 0 issuewild ;"]],
  [["example.com: 0 issue letsencrypt.org; validationmethods=dns-01,http-01"]],
])("certificates are allowed by %j", async (records) => {
  expect(await refusal(...records)).toBeUndefined();
});

test.each([
  [["app.example.com: 0 issue pki.example"], "of app.example.com allow pki.example to issue certificates, not"],
  [["example.com: 0 issue pki.example"], "of example.com allow pki.example"],
  [["com: 0 issue pki.example"], "of com allow pki.example"],
  [["app.example.com: 0 issue ;", "example.com: 0 issue letsencrypt.org"], "of app.example.com allow nobody"],
  [["example.com: 0 issue letsencrypt.org; validationmethods=dns-01"], "only with validationmethods=dns-01"],
  [["example.com: 0 issue letsencrypt.org; accounturi=https://acme/1"], "only with accounturi=https://acme/1"],
  [
    ["example.com: 128 future x", "example.com: 0 issue letsencrypt.org"],
    "the CAA record future of example.com is critical",
  ],
])("certificates are not allowed by %j", async (records, why) => {
  expect(await refusal(...records)).toContain(why);
});
