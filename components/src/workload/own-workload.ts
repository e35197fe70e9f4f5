import type { OwnChoice } from "../compose/own-choice.ts";
import { OwnServicesError } from "../compose/own-choice.ts";
import { type OwnServices, ownServices } from "../compose/own-services.ts";
import { fillText, type PlaceholderValues } from "../templates/fill-placeholders.ts";
import type { Manifest } from "./manifest/manifest-schema.ts";
import type { WorkloadSpec } from "./workload-spec.ts";

/** The names of the settings that say what services of its own a tenant has, by what each is. */
type OwnSettings = NonNullable<Manifest["compose"]>;

/**
 * The services that a tenant brings; undefined for a template that has none but its own.
 *
 * @param values every placeholder's value but `upstream`
 * @throws OwnServicesError
 */
export function ownServicesIn(
  { release: { manifest }, project, dataDirectory }: Pick<WorkloadSpec, "release" | "project" | "dataDirectory">,
  values: PlaceholderValues,
): OwnServices | undefined {
  const { compose, services } = manifest;
  if (compose === undefined) return undefined;
  const given = Object.entries(compose.given).map(([name, text]) => [name, fillText(text, values)] as const);
  return ownServices(choiceOf(compose, values), {
    ...{ project, dataDirectory, taken: Object.keys(services) },
    given: Object.fromEntries(given),
  });
}

/**
 * What is wrong with the services that a tenant chose: the setting, what it is and what is allowed. Undefined when they can be used.
 *
 * @param values of all settings
 */
export function ownServicesIssue(
  { compose, services }: Pick<Manifest, "compose" | "services">,
  values: Readonly<Record<string, string>>,
): { setting: string; detail: string } | undefined {
  if (compose === undefined) return undefined;
  try {
    ownServices(choiceOf(compose, values), {
      ...{ project: "project", dataDirectory: "./volumes", taken: Object.keys(services) },
      given: Object.fromEntries(Object.keys(compose.given).map((name) => [name, "given"])),
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof OwnServicesError)) throw error;
    return { setting: settingOf(compose, error.part) ?? compose.fromSetting, detail: error.message };
  }
}

function settingOf(compose: OwnSettings, part: keyof OwnChoice): string | undefined {
  return part === "compose" ? compose.fromSetting : compose[part];
}

/** What a template has no setting for is not chosen. */
function choiceOf(compose: OwnSettings, values: Readonly<Record<string, string>>): OwnChoice {
  const settingValue = (part: keyof OwnChoice): string => values[settingOf(compose, part) ?? ""] ?? "";
  return {
    ...{
      image: settingValue("image"),
      command: settingValue("command"),
      user: settingValue("user"),
      volume: settingValue("volume"),
    },
    ...{ environment: settingValue("environment"), compose: settingValue("compose") },
    ...{ service: settingValue("service"), port: settingValue("port") },
  };
}
