import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { checkComposeFile } from "./check/check-compose-file.ts";
import { checkEnvTemplate } from "./check/check-env-template.ts";
import { checkRenderedFile } from "./check/check-rendered-file.ts";
import { findingOf, type TemplateFinding } from "./manifest/finding.ts";
import { Manifest } from "./manifest/manifest-schema.ts";
import { readDocument } from "./manifest/read-document.ts";
import { TemplateInfo } from "./manifest/template-schema.ts";
import { TEMPLATE_FILE, templateFoldersOf } from "./template-table.ts";

/** A finding, and the template's folder that it is of. */
export interface FolderFinding extends TemplateFinding {
  folder: string;
}

/**
 * Everything that is wrong in a folder of templates, or in that of one; a folder without any is wrong, too.
 *
 * @param directory as `FREEHOLD_TEMPLATES` names it
 */
export function checkTemplateFolders(directory: string): FolderFinding[] {
  const isThere = existsSync(directory) && statSync(directory).isDirectory();
  const folders = isThere ? templateFoldersOf(directory) : [];
  if (folders.length === 0)
    return [{ ...missing(TEMPLATE_FILE, "in the folder, or in folders in it"), folder: directory }];
  return folders.flatMap((folder) => checkTemplateFolder(folder).map((finding) => ({ ...finding, folder })));
}

/**
 * Everything that is wrong in a template's folder, with file and line; empty when tenants can be made of it.
 *
 * @param directory the folder that has `template.yaml`
 */
export function checkTemplateFolder(directory: string): TemplateFinding[] {
  if (!existsSync(join(directory, TEMPLATE_FILE))) return [missing(TEMPLATE_FILE, "")];
  const { value, findings } = readDocument(
    TemplateInfo,
    readFileSync(join(directory, TEMPLATE_FILE), "utf8"),
    TEMPLATE_FILE,
  );
  if (value === undefined) return findings;
  const folder = basename(directory);
  const named =
    value.name === folder
      ? []
      : [findingOf({ file: TEMPLATE_FILE, line: 1, path: "name" }, `must be the folder's name, ${folder}`, value.name)];
  return [...named, ...value.versions.flatMap((version) => checkVersion(directory, version))];
}

function checkVersion(directory: string, version: string): TemplateFinding[] {
  const at = (path: string) => join(version, path);
  const read = (path: string) => readFileSync(join(directory, version, path), "utf8");
  const has = (path: string) => existsSync(join(directory, version, path));
  if (!has("manifest.yaml")) return [missing(at("manifest.yaml"), `names the version ${version}`)];
  const text = read("manifest.yaml");
  const { value: manifest, findings } = readDocument(Manifest, text, at("manifest.yaml"));
  if (manifest === undefined) return findings;
  const { copied, rendered, firstStart } = manifest.files;
  const absent = ["compose.yaml", "env.template", ...copied, ...rendered, ...firstStart].filter((path) => !has(path));
  if (absent.length > 0)
    return absent.map((path) => missing(at(path), "the manifest names it, or every version has it"));
  const env = { file: at("env.template"), text: read("env.template") };
  return [
    ...checkEnvTemplate(manifest, env),
    ...rendered.flatMap((path) => checkRenderedFile(manifest, { file: at(path), text: read(path) })),
    ...checkComposeFile(manifest, { file: at("compose.yaml"), text: read("compose.yaml") }, env.text, {
      file: at("manifest.yaml"),
      text,
    }),
  ];
}

function missing(file: string, why: string): TemplateFinding {
  return findingOf({ file, line: 1, path: "" }, `must be there${why === "" ? "" : `: ${why}`}`);
}
