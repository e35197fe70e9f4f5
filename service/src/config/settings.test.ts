import { expect, test } from "@jest/globals";
import { readSettings, type Settings } from "./read-settings.ts";
import { SETTING_ENTRIES, SETTING_GROUPS } from "./setting-groups.ts";
import { SETTINGS } from "./settings.ts";

/** What no schema that looks at its text takes for a value. */
const WRONG = " =,= ";

const accepts = (name: string, text: string): boolean =>
  SETTING_ENTRIES.find((entry) => entry.name === name)?.schema.safeParse(text).success === true;
const shownDefault = (name: string): string => SETTINGS.find((setting) => setting.name === name)?.default ?? "";

/** The value of one variable, wherever it stands. */
function valueNamed(name: string, settings: Settings): unknown {
  for (const [group, entries] of Object.entries(SETTING_GROUPS)) {
    const key = Object.entries(entries).find(([, entry]) => entry.name === name)?.[0];
    if (key !== undefined) return (settings[group as keyof Settings] as Record<string, unknown>)[key];
  }
  throw new Error(`no setting is called ${name}`);
}

test("no two settings have one name", () => {
  const names = SETTING_ENTRIES.map(({ name }) => name);

  expect(names.filter((name, place) => names.indexOf(name) !== place)).toEqual([]);
});

test.each(SETTING_ENTRIES.filter((entry) => entry.default !== undefined))(
  "$name is without a value what the README shows as its default",
  ({ name, note }) => {
    const written = note === undefined ? shownDefault(name) : shownDefault(name).replace(`: ${note}`, "");

    expect(valueNamed(name, readSettings({}))).toBeDefined();
    expect(valueNamed(name, readSettings({ [name]: written }))).toEqual(valueNamed(name, readSettings({})));
  },
);

test.each(SETTING_ENTRIES.filter((entry) => entry.default === undefined))(
  "$name has no value unless it is set, and the README says at most in words what follows",
  ({ name, unset, note }) => {
    expect(valueNamed(name, readSettings({}))).toBeUndefined();
    expect(shownDefault(name)).toBe(unset ?? "");
    expect(note).toBeUndefined();
  },
);

const FREE_TEXT = SETTING_ENTRIES.map(({ name }) => name).filter((name) => accepts(name, WRONG));

test("what may be any text is known: every other setting refuses what it cannot use", () => {
  expect(FREE_TEXT.sort()).toEqual([
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "CLOUDFLARE_API_TOKEN",
    "DOKPLOY_API_KEY",
    "FREEHOLD_CACHE",
    "FREEHOLD_DOCKER_SSH_USER",
    "FREEHOLD_HOME",
    "FREEHOLD_HOST",
    "FREEHOLD_MASTER_KEY", // read, and refused, with what is sealed
    "FREEHOLD_POLICIES",
    "FREEHOLD_PROBE_CA",
    "FREEHOLD_PULUMI_BIN",
    "FREEHOLD_SANDBOX",
    "FREEHOLD_TEMPLATES", // folders, which are looked for when the service starts
    "FREEHOLD_ZONE_ID",
    "PROXMOX_VE_BRIDGE",
    "PROXMOX_VE_POOL",
    "PROXMOX_VE_SNIPPET_STORAGE",
    "PROXMOX_VE_SSH_ADDRESS",
    "PROXMOX_VE_SSH_PASSWORD",
    "PROXMOX_VE_SSH_USERNAME",
    "PROXMOX_VE_STORAGE",
  ]);
});

test.each(SETTING_ENTRIES.filter(({ name }) => !FREE_TEXT.includes(name)))(
  "a wrong $name is refused by name, with the value got, unless it is secret, and what is allowed",
  ({ name, secret }) => {
    const got = secret ? "a secret" : JSON.stringify(WRONG);
    const read = () => readSettings({ [name]: WRONG });

    expect(read).toThrow(expect.objectContaining({ code: "invalid_request" }));
    for (const line of linesOf(read)) {
      expect(line).toMatch(new RegExp(`^${name} (must (be|begin|not hold) |invalid option: expected one of )`));
      expect(line.endsWith(`, got ${got}`)).toBe(true);
    }
  },
);

test("a default that the service fills in is not said in words: what looks like a value is filled in elsewhere", () => {
  const like = SETTING_ENTRIES.filter(({ name, unset }) => unset !== undefined && !FREE_TEXT.includes(name)).filter(
    ({ name, unset = "" }) => accepts(name, unset),
  );

  expect(like.map(({ name }) => name).sort()).toEqual([
    "FREEHOLD_DOCKER_LIMIT_STORAGE", // stacks/contract/docker-settings.ts
    "FREEHOLD_SANDBOX_RATE_LIMIT", // packages/sandbox
    "FREEHOLD_ZONE_PROVIDER", // clouds.ts, zone by zone
    "PROXMOX_VE_INSECURE", // the provider
    "PROXMOX_VE_SSH_PORT", // the provider
    "PROXMOX_VE_TEMPLATE_ID", // packages/catalogue/src/proxmox-placement.ts
  ]);
});

test("the home may be said as a shell has it", () => {
  const home = valueNamed("FREEHOLD_HOME", readSettings({}));

  expect(home).toMatch(/^\/.*\/\.freehold$/);
  expect(valueNamed("FREEHOLD_HOME", readSettings({ FREEHOLD_HOME: "~/.freehold" }))).toBe(home);
});

function linesOf(read: () => unknown): string[] {
  try {
    read();
  } catch (error) {
    return (error as Error).message.split("; ");
  }
  return [];
}
