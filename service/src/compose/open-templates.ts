import { checkTemplateFolders, type TemplateTable, templateTable } from "@freehold/components/templates";
import { FreeholdError, type Template } from "@freehold/model";

/** The templates that a service has. */
export interface OpenedTemplates {
  table: TemplateTable;
  /** The operator's folders of them. */
  folders: readonly string[];
}

/**
 * Reads the templates, ours and those in the operator's folders.
 *
 * @param golden The template whose images golden images have
 * @throws FreeholdError `invalid_request` that says what is wrong in which file, and at which line
 */
export function openTemplates(folders: readonly string[] = [], golden?: Template): OpenedTemplates {
  const findings = folders.flatMap(checkTemplateFolders).map(({ folder, message }) => `${folder}/${message}`);
  if (findings.length > 0) {
    throw new FreeholdError("invalid_request", `FREEHOLD_TEMPLATES: ${findings.join("; ")}`, {
      nextStep: "`freehold templates check` with the folder says the same; correct what it names and start again",
    });
  }
  const table = templateTable({ directories: folders });
  const names = table.names().join(", ");
  if (golden !== undefined && table.template(golden) === undefined) {
    throw new FreeholdError("invalid_request", `FREEHOLD_GOLDEN_IMAGES must be one of ${names}, got "${golden}"`);
  }
  return { table, folders };
}
