import { expect, test } from "@jest/globals";
import { settingIssues, settingValues } from "./settings.ts";

test("settings that were not chosen have the manifest's defaults", () => {
  expect(settingValues({ poolSize: "40" })).toMatchObject({
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
