import { type Cloud, databaseNetworkWarnings } from "@freehold/model";
import type { ChosenSettings } from "./chosen-settings.ts";
import { mailWarnings } from "./mail-warnings.ts";
import type { TemplateRelease } from "./template-table.ts";

/** What an owner chose for a tenant that may not be what they want. */
export interface OwnerChoice {
  /** Settings of the template. */
  settings: ChosenSettings;
  /** Networks that may reach the database. @default - none */
  databaseAllowedFrom?: readonly string[] | null | undefined;
}

/**
 * What the owner should know of what was chosen, and no reason to refuse it.
 *
 * @param cloud Where the machine is
 */
export function ownerWarnings(
  release: TemplateRelease,
  { settings, databaseAllowedFrom }: OwnerChoice,
  cloud: Cloud,
): string[] {
  return [...mailWarnings(release, settings, cloud), ...databaseNetworkWarnings(databaseAllowedFrom ?? [])];
}
