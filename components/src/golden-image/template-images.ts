import { FreeholdError } from "@freehold/model";
import { imagesOf } from "../workload/release-facts.ts";
import { type TemplateSources, templateTable } from "../workload/template-table.ts";

/**
 * The container images that a template's workload is made of, for {@link GoldenImage}.
 *
 * @param version @default - the template's default version
 * @param sources where templates of one's own are
 * @throws FreeholdError `template_not_available` for a template or a version that there is not.
 */
export function templateImages(template: string, version?: string, sources: TemplateSources = {}): string[] {
  const table = templateTable(sources);
  const entry = table.template(template);
  if (entry === undefined) {
    const known = table.names().join(", ");
    throw new FreeholdError("template_not_available", `template must be one of ${known}, got "${template}"`);
  }
  const release = table.version(template, version ?? entry.default);
  if (release === undefined) {
    const known = entry.versions.join(", ");
    throw new FreeholdError(
      "template_not_available",
      `version of ${template} must be one of ${known}, got "${version}"`,
    );
  }
  return imagesOf(release);
}
