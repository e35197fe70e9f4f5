import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { SETTINGS_TABLE, settingsTable } from "./settings-table.ts";

const README = new URL("../../README.md", import.meta.url);
const RENEW = "FREEHOLD_RENEW=settings npm test -- test/conventions/settings";

test(`readme-settings: the README's table of settings is that of service/src/config; \`${RENEW}\` renews it`, () => {
  const text = readFileSync(README, "utf8");
  if (process.env.FREEHOLD_RENEW === "settings") writeFileSync(README, text.replace(SETTINGS_TABLE, settingsTable));

  expect(SETTINGS_TABLE.exec(readFileSync(README, "utf8"))?.[0]).toBe(settingsTable());
});
