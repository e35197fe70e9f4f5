import { expect, test } from "@jest/globals";
import * as settings from "./settings.ts";
import { type TemplateRelease, templateTable } from "./template-table.ts";

const TABLE = templateTable();
const SUPABASE = TABLE.version("supabase", "0.7.0") as TemplateRelease;
type Chosen = Readonly<Record<string, string>>;

const settingIssues = (chosen: Chosen) => settings.settingIssues(TABLE, SUPABASE, chosen);
const newSettingIssues = (chosen: Chosen) => settings.newSettingIssues(TABLE, SUPABASE, chosen);

test("settings that were not chosen have the manifest's defaults", () => {
  expect(settings.settingValues(SUPABASE, { poolSize: "40" })).toMatchObject({
    poolSize: "40",
    poolMaxClients: "100",
    disableSignup: "false",
  });
});

test("settings that fit have no issues", () => {
  expect(settingIssues({ disableSignup: "true", jwtExpirySec: "604800", smtpPassword: "pa$$ 'w\"o\\rd" })).toEqual([]);
});

test.each([
  ["colour", "red", /^is not a setting of the supabase template, allowed are siteUrl, /],
  ["toString", "x", /^is not a setting/],
  ["disableSignup", "yes", /^must be true or false, got "yes"$/],
  ["jwtExpirySec", "10", /^must be a whole number from 60 to 604800, got "10"$/],
  ["poolSize", "1e2", /^must be a whole number from 1 to 500, got "1e2"$/],
  [
    "siteUrl",
    "a\nPOSTGRES_PASSWORD=x",
    /^must be text without line breaks and control characters, got "a\\nPOSTGRES_PASSWORD=x"$/,
  ],
  ["smtpPassword", "a\rb", /^must be text without line breaks and control characters, got a secret value$/],
  ["projectName", "x".repeat(3000), /^must be at most 2048 characters, got 3000$/],
])("%s: %j is refused with what is allowed", (setting, value, detail) => {
  expect(settingIssues({ [setting]: value })).toEqual([{ setting, detail: expect.stringMatching(detail) }]);
});

test.each([
  ["https://*.example.com/**,myapp://callback", []],
  ["http://localhost:3000/*?next=*", []],
  ["https://app.example.com/[a-z]/[!abc]/\\[x", []],
  ["https://app.example.com/[abc", [/"https:\/\/app\.example\.com\/\[abc" has a \[ without its \]/]],
  ["https://ok.example.com,https://app.example.com/[]", [/has a \[ \] with nothing in it/]],
  ["https://app.example.com/[a-zA-Z]", [/more in it than one span/]],
  ["https://app.example.com/[z-a]", [/the span z-a, which is empty/]],
  ["https://app.example.com/[!]", [/nothing in it/]],
  ["https://app.example.com/\ufffd", [/cannot be read/]],
])("redirectUrls that the auth server would die of at its start are refused: %j", (redirectUrls, details) => {
  expect(settingIssues({ redirectUrls })).toEqual(
    details.map((detail) => ({ setting: "redirectUrls", detail: expect.stringMatching(detail) })),
  );
});

test.each([
  ["siteUrl", "https://app.example.com"],
  ["siteUrl", "https://app.example.com/welcome?x=1"],
  ["siteUrl", "http://localhost:3000"],
  ["siteUrl", "myapp://home"],
  ["siteUrl", ""],
  ["redirectUrls", "https://*.example.com/**,myapp://callback,https://xn--mller-kva.example/*"],
  ["smtpHost", "smtp.example.com"],
  ["smtpHost", "192.0.2.7"],
  ["smtpHost", "mail"],
  ["smtpAdminEmail", "no-reply+x@mail.example.com"],
])("%s may be %j", (setting, value) => {
  expect(newSettingIssues({ [setting]: value })).toEqual([]);
});

test.each([
  ["siteUrl", "app.example.com", /^must be the URL of a page/],
  ["siteUrl", "https://", /^must be the URL of a page/],
  ["siteUrl", "https://*.example.com", /without patterns/],
  ["siteUrl", "https://me:pw@example.com", /without a user/],
  ["siteUrl", "https://app.example.com/#/home", /without a #fragment/],
  ["siteUrl", "https://müller.example", /A-label form/],
  ["siteUrl", "javascript:alert(1)", /^must be the URL of a page/],
  ["redirectUrls", "https://a.example.com, https://b.example.com", /has a space/],
  ["redirectUrls", "https://a.example.com,", /one of them is empty/],
  ["redirectUrls", "https://{a,b}.example.com", /has \{ \}/],
  ["redirectUrls", "a.example.com/*", /does not begin with a scheme/],
  ["redirectUrls", "https://müller.example/*", /A-label form/],
  ["smtpHost", "smtp.example.com:587", /without a port/],
  ["smtpHost", "https://smtp.example.com", /must be a host's name/],
  ["smtpAdminEmail", "Support <help@example.com>", /must be one e-mail address/],
  ["smtpAdminEmail", "a@b@example.com", /must be one e-mail address/],
  ["smtpAdminEmail", "help@müller.example", /A-label form/],
])("%s: %j is refused where it is chosen, and not of a tenant that lives", (setting, value, detail) => {
  expect(newSettingIssues({ [setting]: value })).toEqual([{ setting, detail: expect.stringMatching(detail) }]);
  expect(settingIssues({ [setting]: value })).toEqual([]);
});
