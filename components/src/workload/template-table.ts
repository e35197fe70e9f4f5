import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { FreeholdError } from "@freehold/model";
import { templatesFolder } from "../templates/template-file.ts";
import { Manifest } from "./manifest/manifest-schema.ts";
import { readDocument } from "./manifest/read-document.ts";
import { TemplateInfo } from "./manifest/template-schema.ts";

/** What a template says of itself, and where its files are. */
export interface TemplateEntry extends TemplateInfo {
  /** Its folder on this machine. */
  directory: string;
}

/** One version of a template. */
export interface TemplateRelease {
  template: TemplateEntry;
  version: string;
  /** Folder of the version's files on this machine. */
  directory: string;
  manifest: Manifest;
  /** The text of one of its files, such as `compose.yaml`. */
  read(path: string): string;
}

/** The templates that there are. */
export interface TemplateTable {
  /** Their names, ours first. */
  names(): string[];
  template(name: string): TemplateEntry | undefined;
  /**
   * One version of a template; undefined when there is no such one.
   *
   * @throws FreeholdError `invalid_request` for one whose manifest cannot be used, with file, line and reason
   */
  version(name: string, version: string): TemplateRelease | undefined;
}

/** Where further templates are. */
export interface TemplateSources {
  /**
   * Folders of the operator's own: each is a template's, which has a `template.yaml`, or one of such folders. A name that is taken is refused.
   *
   * @default - none: the package's own templates
   */
  directories?: readonly string[];
}

const tables = new Map<string, TemplateTable>();

/**
 * The table over the package's templates and those in the operator's folders. Each folder is read once in a process.
 *
 * @throws FreeholdError `invalid_request` for a folder that is none, a `template.yaml` that cannot be used, and a name that is there twice
 */
export function templateTable({ directories = [] }: TemplateSources = {}): TemplateTable {
  const key = JSON.stringify(directories);
  const known = tables.get(key) ?? readTable(directories);
  tables.set(key, known);
  return known;
}

/** File that says that a folder is a template's. */
export const TEMPLATE_FILE = "template.yaml";

function readTable(directories: readonly string[]): TemplateTable {
  const entries = new Map<string, TemplateEntry>();
  for (const folder of [templatesFolder(), ...directories].flatMap(templateFoldersOf)) {
    const entry = readTemplate(folder);
    const other = entries.get(entry.name);
    if (other !== undefined) {
      throw unusable(`the template "${entry.name}" in ${folder} has the name of the one in ${other.directory}`);
    }
    entries.set(entry.name, entry);
  }
  const releases = new Map<string, TemplateRelease>();
  return {
    names: () => [...entries.keys()],
    template: (name) => entries.get(name),
    version: (name, version) => {
      const template = entries.get(name);
      if (template === undefined || !template.versions.includes(version)) return undefined;
      const key = `${name}/${version}`;
      const release = releases.get(key) ?? readRelease(template, version);
      releases.set(key, release);
      return release;
    },
  };
}

/** The templates' folders in a folder, which may be one itself. */
export function templateFoldersOf(directory: string): string[] {
  if (!existsSync(directory) || !statSync(directory).isDirectory()) {
    throw unusable(`the folder of templates ${directory} is none`);
  }
  if (existsSync(join(directory, TEMPLATE_FILE))) return [directory];
  return readdirSync(directory)
    .sort()
    .map((name) => join(directory, name))
    .filter((folder) => existsSync(join(folder, TEMPLATE_FILE)));
}

function readTemplate(directory: string): TemplateEntry {
  const file = join(directory, TEMPLATE_FILE);
  const { value, findings } = readDocument(TemplateInfo, readFileSync(file, "utf8"), file);
  if (value === undefined) throw unusable(findings.map(({ message }) => message).join("\n"));
  if (value.name !== basename(directory)) {
    throw unusable(`${file}: name must be that of the folder, ${basename(directory)}, got "${value.name}"`);
  }
  return { ...value, directory };
}

function readRelease(template: TemplateEntry, version: string): TemplateRelease {
  const directory = join(template.directory, version);
  const read = (path: string) => readFileSync(join(directory, path), "utf8");
  const file = join(directory, "manifest.yaml");
  if (!existsSync(file)) throw unusable(`${file} is missing: each version of a template has one`);
  const { value, findings } = readDocument(Manifest, read("manifest.yaml"), file);
  if (value === undefined) throw unusable(findings.map(({ message }) => message).join("\n"));
  return { template, version, directory, manifest: value, read };
}

function unusable(detail: string): FreeholdError {
  return new FreeholdError("invalid_request", detail, {
    nextStep: "run `freehold templates check` on the folder, and correct what it names",
  });
}
