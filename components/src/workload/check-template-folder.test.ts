import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { templatesFolder } from "../templates/template-file.ts";
import { NOTES_FILES } from "../testing/notes-template.ts";
import { checkTemplateFolder } from "./check-template-folder.ts";
import { templateFoldersOf } from "./template-table.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "templates-"));
  write(NOTES_FILES);
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, "notes", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

/** The findings after one replacement in one file. */
function findingsAfter(path: string, from: string | RegExp, to: string): string[] {
  const text = NOTES_FILES[path] ?? "";
  expect(text).toMatch(from);
  write({ [path]: text.replace(from, to) });
  return checkTemplateFolder(join(folder, "notes")).map(({ message }) => message);
}

test.each(templateFoldersOf(templatesFolder()))("nothing is wrong in %s", (directory) => {
  expect(checkTemplateFolder(directory)).toEqual([]);
});

test("nothing is wrong in a template with a setting, a secret, two ports, a hook and a probe", () => {
  expect(checkTemplateFolder(join(folder, "notes"))).toEqual([]);
});

test("a finding has its file, line, path, the value got and what is allowed apart", () => {
  write({ "1.0/manifest.yaml": (NOTES_FILES["1.0/manifest.yaml"] ?? "").replace("port: 8080,", "port: http,") });

  expect(checkTemplateFolder(join(folder, "notes"))).toEqual([
    {
      file: "1.0/manifest.yaml",
      line: 6,
      path: "ports.web.port",
      got: '"http"',
      allowed: expect.stringMatching(/^must be a/),
      message: expect.stringMatching(/^1\.0\/manifest\.yaml:6: ports\.web\.port must be a.*, got "http"$/),
    },
  ]);
});

const MANIFEST = "1.0/manifest.yaml";

test.each([
  [
    "a port without its number",
    MANIFEST,
    "port: 8080, ",
    "",
    /^1\.0\/manifest\.yaml:6: ports\.web\.port must be given/,
  ],
  [
    "a port that no file publishes",
    MANIFEST,
    /^ports:$/m,
    "ports:\n  extra: { protocol: tcp, service: app, port: 9, host: 1, hostRange: [1, 2], reach: local }",
    /^1\.0\/manifest\.yaml:6: ports\.extra must be published by app in compose\.yaml/,
  ],
  [
    "a published port that the manifest has not",
    MANIFEST,
    /^ {2}admin:.*\n/m,
    "",
    /must have placeholders of what there is .*, got "\{\{port\.admin\}\}"|must be a port of the manifest/,
  ],
  [
    "a port of a service that is none",
    MANIFEST,
    "service: app, port: 8080",
    "service: web, port: 8080",
    /^1\.0\/manifest\.yaml:6: ports\.web\.service must be a service of the manifest \(app\), got "web"$/,
  ],
  [
    "ranges that overlap",
    MANIFEST,
    "[57000, 57999]",
    "[58500, 58600]",
    /^1\.0\/manifest\.yaml:7: ports\.admin\.hostRange must have no port of that of web$/,
  ],
  ["a key that is none", MANIFEST, /^probe:/m, "prob:", /^1\.0\/manifest\.yaml:\d+: prob is not known here$/],
  [
    "a default of another type",
    MANIFEST,
    "default: 10",
    'default: "ten"',
    /settings\.pageSize\.default must be a value of the type integer, got "ten"$/,
  ],
  [
    "a setting without a default",
    MANIFEST,
    "default: 10, ",
    "",
    /settings\.pageSize\.default must be given, or `required: true`$/,
  ],
  [
    "a secret of no form",
    MANIFEST,
    "form: alphanumeric",
    "form: words",
    /secrets\.ADMIN_PASSWORD.* must have one of the forms hex, /,
  ],
  [
    "an image that changes under its tag",
    MANIFEST,
    "notes:1.0",
    "notes:latest",
    /services\.app\.image must be an image with a tag other than latest/,
  ],
  [
    "another image in the compose file",
    "1.0/compose.yaml",
    "notes:1.0",
    "notes:1.1",
    /^1\.0\/compose\.yaml:4: services\.app\.image must be the manifest's, example\/notes:1\.0, got "example\/notes:1\.1"$/,
  ],
  [
    "no health check",
    "1.0/compose.yaml",
    /^ {4}healthcheck:.*\n/m,
    "",
    /services\.app\.healthcheck must be given, or the manifest says why not/,
  ],
  [
    "a variable without a value",
    "1.0/env.template",
    /^PAGE_SIZE.*\n/m,
    "",
    /^1\.0\/compose\.yaml:\d+: must be given a value in env\.template, got "\$\{PAGE_SIZE\}"$/,
  ],
  [
    "a placeholder without a value",
    "1.0/env.template",
    "{{pageSize}}",
    "{{pageSise}}",
    /^1\.0\/env\.template:\d+: must have placeholders of what there is .*, got "\{\{pageSise\}\}"$/,
  ],
  [
    "a mounted file that is not in the bundle",
    "1.0/compose.yaml",
    "./app.conf:",
    "./other.conf:",
    /must be a file that the manifest names in `files`, got "\.\/other\.conf"$/,
  ],
  [
    "a hook that there is not",
    MANIFEST,
    "  verify:",
    "  inspect:",
    /hooks\.inspect must be healthy, verify, backup, restore, rotate\/<secret> or upgrade\/<version>/,
  ],
  [
    "an endpoint with a secret in it",
    MANIFEST,
    'api: "{{url}}/api"',
    'api: "{{url}}/{{ADMIN_PASSWORD}}"',
    /outputs\.endpoints\.api must have placeholders of what there is, not \{\{ADMIN_PASSWORD\}\}/,
  ],
  [
    "a file that every bundle has",
    MANIFEST,
    "copied: [app.conf]",
    "copied: [app.conf, hooks/verify]",
    /files\.copied\.1 must not be what every bundle has/,
  ],
  [
    "a probe by a credential that there is not",
    MANIFEST,
    "Bearer {{adminPassword}}",
    "Bearer {{password}}",
    /probe\.headers\.authorization must have placeholders of credentials \(adminPassword\), not \{\{password\}\}/,
  ],
  [
    "a version without a folder",
    "template.yaml",
    'versions: ["1.0"]',
    'versions: ["1.0", "2.0"]',
    /^2\.0\/manifest\.yaml:1: must be there: names the version 2\.0$/,
  ],
  [
    "a default version that is none",
    "template.yaml",
    'default: "1.0"',
    'default: "3.0"',
    /^template\.yaml:4: default must be one of the versions \(1\.0\), got "3\.0"$/,
  ],
  [
    "a name that is not the folder's",
    "template.yaml",
    "name: notes",
    "name: memos",
    /name must be the folder's name, notes, got "memos"$/,
  ],
  ["text that is no YAML", MANIFEST, "services:", "services: [", /^1\.0\/manifest\.yaml:\d+: cannot be read: /],
])("%s is found with its line", (_what, path, from, to, message) => {
  expect(findingsAfter(path, from, to)).toContainEqual(expect.stringMatching(message));
});

test("a folder without a template is told so", () => {
  expect(checkTemplateFolder(folder).map(({ message }) => message)).toEqual(["template.yaml:1: must be there"]);
});
