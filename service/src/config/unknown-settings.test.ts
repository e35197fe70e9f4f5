import { expect, test } from "@jest/globals";
import { SETTING_ENTRIES } from "./setting-groups.ts";
import { unknownSettings } from "./unknown-settings.ts";

test("a variable that looks like a setting and is none is named, with the one that was meant", () => {
  expect(unknownSettings({ FREEHOLD_WORKER: "9", FREEHOLD_MOON: "full", PORT: "1", HOME: "/root" })).toEqual([
    "FREEHOLD_MOON is set and no setting of this version",
    "FREEHOLD_WORKER is set and no setting of this version; FREEHOLD_WORKERS is one",
  ]);
});

test("a setting that is no secret does not come as a file, and one that is does", () => {
  expect(unknownSettings({ FREEHOLD_MASTER_KEY_FILE: "/run/key", FREEHOLD_ROLE_FILE: "/run/role" })).toEqual([
    "FREEHOLD_ROLE_FILE is set and no setting of this version",
  ]);
});

test("no setting is unknown, nor what the client reads", () => {
  const env = Object.fromEntries(SETTING_ENTRIES.map(({ name }) => [name, "x"]));

  expect(unknownSettings({ ...env, FREEHOLD_URL: "http://127.0.0.1", FREEHOLD_API_KEY: "k" })).toEqual([]);
});
