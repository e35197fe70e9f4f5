import { readFileSync } from "node:fs";
import { SETTINGS, type Setting } from "@freehold/service/settings";
import { expect, test } from "@jest/globals";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

test.each(SETTINGS as readonly Setting[])(
  "rule readme-settings: the README quotes $name as service/src/config/settings.ts has it",
  (setting) => {
    expect(readme).toContain(`| \`${setting.name}\` | ${setting.meaning} | ${setting.default ?? ""} |`);
  },
);
