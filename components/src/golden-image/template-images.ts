import { FreeholdError } from "@freehold/model";
import { findRelease } from "../workload/find-release.ts";
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
  const release = findRelease(templateTable(sources), template, version);
  if ("missing" in release) {
    const what = release.missing === "template" ? "template" : `version of ${template}`;
    throw new FreeholdError("template_not_available", `${what} ${release.detail}`);
  }
  return imagesOf(release);
}
