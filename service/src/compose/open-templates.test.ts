import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { NOTES_FILES } from "@freehold/components/testing/notes-template";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openTemplates } from "./open-templates.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "freehold-templates-"));
  for (const [path, text] of Object.entries(NOTES_FILES)) write(path, text);
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, "notes", path)), { recursive: true });
  writeFileSync(join(folder, "notes", path), text);
}

test("templates of the operator's own stand beside ours", () => {
  expect(openTemplates([folder]).table.names()).toEqual(["app", "supabase", "notes"]);
  expect(openTemplates([folder], "notes").folders).toEqual([folder]);
});

test("a broken template keeps the service from starting, and says where it is broken", () => {
  write("1.0/manifest.yaml", (NOTES_FILES["1.0/manifest.yaml"] ?? "").replace("default: 10", "default: ten"));

  expect(() => openTemplates([folder])).toThrow(
    /^FREEHOLD_TEMPLATES: .*\/notes\/1\.0\/manifest\.yaml:\d+: settings\.pageSize\.default must be .*, got "ten"$/,
  );
  expect(() => openTemplates([join(folder, "none")])).toThrow(
    /FREEHOLD_TEMPLATES: .*none\/template\.yaml:1: must be there/,
  );
});

test("golden images are of a template that there is", () => {
  expect(() => openTemplates([], "notes")).toThrow('FREEHOLD_GOLDEN_IMAGES must be one of app, supabase, got "notes"');
});
