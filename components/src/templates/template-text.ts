import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { resolve } = createRequire(import.meta.url);

/** The text of a file of the templates package, such as `host/cloud-config.yaml`. */
export function templateText(path: string): string {
  return readFileSync(resolve(`@freehold/templates/${path}`), "utf8");
}
