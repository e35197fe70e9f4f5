import { createRequire } from "node:module";
import { dirname } from "node:path";

const { resolve } = createRequire(import.meta.url);

/**
 * Path of a file of the templates, such as `host/cloud-config.yaml`. `imports` of package.json says where they are: in a package of their own
 * here, inside the published package there.
 */
export function templateFile(path: string): string {
  return resolve(`#templates/${path}`);
}

/** The folder of the templates. */
export function templatesFolder(): string {
  return dirname(dirname(templateFile("host/hostctl")));
}
