import type { TemplateTable } from "./template-table.ts";

/**
 * Why a workload of one version cannot become one of another: the template names no upgrade between them, because data of one may be of no
 * use to the other. Undefined when it can, and for versions that the template does not have.
 */
export function versionChangeIssue(
  table: TemplateTable,
  template: string,
  from: string,
  to: string,
): string | undefined {
  const { versions = [], upgrades = [], noUpgrade } = table.template(template) ?? {};
  if (from === to || !versions.includes(from) || !versions.includes(to)) return undefined;
  if (upgrades.some((upgrade) => upgrade.from === from && upgrade.to === to)) return undefined;
  const why = noUpgrade === undefined ? "" : `: ${noUpgrade}`;
  return `must stay ${from}, from which no upgrade leads to ${to}${why}. Make a new tenant of ${to} and bring the data over`;
}
