import {
  findRelease,
  offeredSettings,
  portsOf,
  portsOfTemplate,
  type TemplateRelease,
  type TemplateTable,
} from "@freehold/components/templates";
import { FreeholdError, type TemplateOffer, type TenantSpec } from "@freehold/model";
import type { WantedPort } from "../../db/ports.ts";

/** What names a release: a template and, where it is known, its version. */
export type ReleaseName = Pick<TenantSpec, "template"> & { templateVersion?: string | null | undefined };

/** What the API says of every template that there is. */
export function listTemplates(table: TemplateTable): TemplateOffer[] {
  return table.names().flatMap((name) => {
    const template = table.template(name);
    const release = template && table.version(name, template.default);
    if (release === undefined) return [];
    const { manifest } = release;
    const ports = Object.entries(portsOf(release)).map(([port, { protocol, reach, hostRange }]) => {
      return { name: port, protocol, reach, range: hostRange };
    });
    return [
      {
        name,
        title: release.template.title,
        description: release.template.is,
        available: true,
        versions: [...release.template.versions],
        defaultVersion: release.template.default,
        resources: manifest.resources,
        modes: [...manifest.machines],
        ports,
        settings: offeredSettings(table, name),
      },
    ];
  });
}

/**
 * The release that a signup is for.
 *
 * @throws FreeholdError `template_not_available` for a template that there is not, `invalid_request` for a version: each names those that are
 */
export function releaseFor(table: TemplateTable, { template: name, templateVersion }: ReleaseName): TemplateRelease {
  const release = findRelease(table, name, templateVersion);
  if (!("missing" in release)) return release;
  const { missing, allowed, detail } = release;
  if (missing === "template") {
    throw new FreeholdError("template_not_available", `the service has no template "${name}"; there are: ${allowed}`, {
      errors: [{ pointer: "/template", detail }],
      nextStep: `choose one of ${allowed}`,
    });
  }
  throw new FreeholdError("invalid_request", `templateVersion ${detail}`, {
    errors: [{ pointer: "/templateVersion", detail }],
    nextStep: "choose one of those, or leave it out for the default",
  });
}

/**
 * The release that a tenant is of.
 *
 * @throws FreeholdError `template_not_available` for one that is in none of the service's folders any more
 */
export function tenantRelease(table: TemplateTable, name: ReleaseName): TemplateRelease {
  const release = knownRelease(table, name);
  if (release !== undefined) return release;
  const version = name.templateVersion == null ? "" : ` ${name.templateVersion}`;
  throw new FreeholdError("template_not_available", `the service has the template ${name.template}${version} no more`, {
    nextStep: "bring its folder back, which FREEHOLD_TEMPLATES names, and try again; a destroy needs it not",
  });
}

/** As {@link tenantRelease}; undefined for one that is not there any more. */
export function knownRelease(
  table: TemplateTable,
  { template, templateVersion }: ReleaseName,
): TemplateRelease | undefined {
  return table.version(template, templateVersion ?? table.template(template)?.default ?? "");
}

/** The ports that a tenant of a template gets of its machine: those of all its versions, so that an upgrade needs no further ones. */
export function wantedPorts(table: TemplateTable, { template }: TemplateRelease): WantedPort[] {
  const ports = Object.entries(portsOfTemplate(table, template.name));
  return ports.map(([name, { hostRange }]) => ({ name, range: hostRange }));
}
