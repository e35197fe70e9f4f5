import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { templatesFolder } from "../templates/template-file.ts";
import { NOTES_FILES } from "../testing/notes-template.ts";
import { defaultPorts, imagesOf, portsOfTemplate, probeOf, resourceIssue, secretNames } from "./release-facts.ts";
import { idleSettings, newSettingIssues, offeredSettings, settingIssues, settingValues } from "./settings.ts";
import { type TemplateRelease, templateTable } from "./template-table.ts";
import { versionChangeIssue } from "./version-change-issue.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "templates-"));
  for (const [path, content] of Object.entries(NOTES_FILES)) {
    mkdirSync(dirname(join(folder, "notes", path)), { recursive: true });
    writeFileSync(join(folder, "notes", path), content);
  }
});

afterEach(() => rmSync(folder, { recursive: true }));

function notes(): TemplateRelease {
  return templateTable({ directories: [folder] }).version("notes", "1.0") as TemplateRelease;
}

test("the table has the package's templates and the operator's, whose folder may be a template's or one of such", () => {
  expect(templateTable().names()).toContain("supabase");
  expect(templateTable().names()).not.toContain("notes");
  expect(templateTable({ directories: [folder] }).template("notes")).toMatchObject({ title: "Notes", default: "1.0" });
  expect(templateTable({ directories: [join(folder, "notes")] }).names()).toContain("notes");
});

test("a version or a template that there is not is none", () => {
  const table = templateTable({ directories: [folder] });

  expect(table.version("notes", "2.0")).toBeUndefined();
  expect(table.version("memos", "1.0")).toBeUndefined();
  expect(table.version("notes", "../notes")).toBeUndefined();
});

test("a name that is taken, a folder that is none and a manifest that cannot be used are refused with their place", () => {
  cpSync(join(templatesFolder(), "supabase"), join(folder, "own", "supabase"), { recursive: true });
  expect(() => templateTable({ directories: [join(folder, "own")] })).toThrow(
    /^the template "supabase" in .*\/own\/supabase has the name of the one in /,
  );
  expect(() => templateTable({ directories: [join(folder, "absent")] })).toThrow(/absent is none$/);

  writeFileSync(join(folder, "notes", "1.0", "manifest.yaml"), "resources: { memoryGib: much }\n");
  expect(() => notes()).toThrow(/notes\/1\.0\/manifest\.yaml:1: resources\.memoryGib must be a number, got "much"/);
});

test("what a version is made of is read from its manifest", () => {
  const release = notes();

  expect(imagesOf(release)).toEqual(["example/notes:1.0"]);
  expect(secretNames(release)).toEqual(["ADMIN_PASSWORD"]);
  expect(defaultPorts(release.manifest.ports)).toEqual({ web: 58000, admin: 57000 });
  expect(probeOf(release, { credentials: { adminPassword: "a b" }, settings: {} })).toEqual({
    path: "/health",
    headers: { authorization: "Bearer a b" },
    status: 200,
  });
  expect(probeOf(release, { credentials: {}, settings: {} })?.headers).toEqual({ authorization: "Bearer " });
});

test("a tenant of a template is given the ports of all its versions, in the default one's order", () => {
  expect(Object.keys(portsOfTemplate(templateTable(), "supabase"))).toEqual(["api", "db", "studio"]);
});

test("a machine that is too small is refused with what it lacks", () => {
  const machine = { name: "nano", memoryGib: 0.5, diskGib: 10, cores: 1 };

  expect(resourceIssue(notes(), machine)).toBe("notes 1.0 needs 1 GiB of memory, nano has 0.5");
  expect(resourceIssue(notes(), { ...machine, memoryGib: 1 })).toBeUndefined();
});

test("a setting out of its range, one that is none, and one that another version has are told apart", () => {
  const table = templateTable();
  const old = table.version("supabase", "2024-ten") as TemplateRelease;

  expect(settingIssues(templateTable({ directories: [folder] }), notes(), { pageSize: "101", colour: "red" })).toEqual([
    { setting: "pageSize", detail: 'must be a whole number from 1 to 100, got "101"' },
    { setting: "colour", detail: "is not a setting of the notes template, allowed are pageSize" },
  ]);
  expect(settingIssues(table, old, { poolSize: "30" })).toEqual([]);
  expect(idleSettings(table, "supabase", "2024-ten", { poolSize: "30" })).toEqual([
    { setting: "poolSize", detail: "has no effect in supabase 2024-ten, only in 0.7.0" },
  ]);
  expect(offeredSettings(table, "supabase").find(({ name }) => name === "poolSize")?.only).toEqual(["0.7.0"]);
  expect(settingValues(notes(), {})).toEqual({ pageSize: "10" });
});

test.each([
  ["type: string, required: true", { note: "" }, /^must be given: x$/],
  ["type: string, default: a, choices: [a, b]", { note: "c" }, /^must be one of a, b, got "c"$/],
  ["type: string, default: a1, pattern: '[a-z]\\d'", { note: "a1b" }, /^must fit the pattern \[a-z\]\\d, got "a1b"$/],
  ["type: string, default: a, maxLength: 3", { note: "abcd" }, /^must be at most 3 characters, got 4$/],
  ["type: string, default: a", { note: "a\nb" }, /^must be text without line breaks/],
  ["type: text, default: a", { note: "a\u0000b" }, /^must be text without control characters/],
  ["type: string, default: '', format: cidr", { note: "192.0.2.7" }, /^must be a network in CIDR form/],
  ["type: string, default: '', format: image", { note: "ghcr.io/acme/App:1" }, /^must be a container image with a tag/],
  ["type: string, default: '', format: path", { note: "/data/../etc" }, /^must be an absolute path/],
  ["type: string, default: '', format: domain, secret: true", { note: "Example" }, /got a secret value$/],
])("a setting { %s } refuses %j", (setting, chosen, detail) => {
  const manifest = (NOTES_FILES["1.0/manifest.yaml"] ?? "").replace(
    "settings:",
    `settings:\n  note: { ${setting}, takesEffect: live, is: x }`,
  );
  writeFileSync(join(folder, "notes", "1.0", "manifest.yaml"), manifest);
  const table = templateTable({ directories: [folder] });

  expect(newSettingIssues(table, notes(), chosen)).toEqual([
    { setting: "note", detail: expect.stringMatching(detail) },
  ]);
});

test("data of PostgreSQL 15 is not given to PostgreSQL 17, nor back, and the refusal says what to do", () => {
  const table = templateTable();

  expect(versionChangeIssue(table, "supabase", "2024-ten", "0.7.0")).toMatch(
    /^must stay 2024-ten, from which no upgrade leads to 0\.7\.0: .*PostgreSQL 15's.* Make a new tenant of 0\.7\.0 and bring the data over$/,
  );
  expect(versionChangeIssue(table, "supabase", "0.7.0", "2024-ten")).toMatch(/^must stay 0\.7\.0, /);
  expect(versionChangeIssue(table, "supabase", "0.7.0", "0.7.0")).toBeUndefined();
});

test("a version may become another where the template names the upgrade, and that way only", () => {
  const info = (NOTES_FILES["template.yaml"] ?? "").replace('versions: ["1.0"]', 'versions: ["1.0", "1.1"]');
  writeFileSync(join(folder, "notes", "template.yaml"), `${info}upgrades: [{ from: "1.0", to: "1.1", by: update }]\n`);
  const table = templateTable({ directories: [folder] });

  expect(versionChangeIssue(table, "notes", "1.0", "1.1")).toBeUndefined();
  expect(versionChangeIssue(table, "notes", "1.1", "1.0")).toBe(
    "must stay 1.1, from which no upgrade leads to 1.0. Make a new tenant of 1.0 and bring the data over",
  );
});
