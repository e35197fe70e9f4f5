import { readFileSync } from "node:fs";
import { templateFile } from "./template-file.ts";

/** The text of a file of the templates, such as `host/cloud-config.yaml`. */
export function templateText(path: string): string {
  return readFileSync(templateFile(path), "utf8");
}
