import * as workload from "../workload/settings.ts";
import { type TemplateRelease, templateTable } from "../workload/template-table.ts";
import { supabaseManifest, supabaseRelease, supabaseVersion } from "./manifest.ts";

export type { OfferedSetting, SettingIssue } from "../workload/settings.ts";

const TEMPLATE = "supabase";
type Chosen = workload.ChosenSettings;

/** Of the settings a tenant chose, those that its version has not, such as the pooler's where there is no pooler. They would do nothing. */
export function idleSettings(chosen: Chosen, version: string): workload.SettingIssue[] {
  return workload.idleSettings(templateTable(), TEMPLATE, version, chosen);
}

/** Everything that is wrong with the settings a tenant chose; empty when they can be used. */
export function settingIssues(chosen: Chosen): workload.SettingIssue[] {
  return workload.settingIssues(templateTable(), standard(), chosen);
}

/** What is wrong with settings that are chosen now: also what would not do what it is for. */
export function newSettingIssues(chosen: Chosen): workload.SettingIssue[] {
  return workload.newSettingIssues(templateTable(), standard(), chosen);
}

/** Memory, in GiB, that a machine needs for a version of the template. */
export function memoryFloorGib(version: string): number {
  return supabaseVersion(version)?.memoryFloorGib ?? 0;
}

/** What a workload answers from outside when it is reached. */
export interface Probe {
  path: string;
  /** Header that the credential is sent in. */
  header: string;
  /** Name of the credential among the stack's. */
  credential: string;
  status: number;
}

/** What is asked of a tenant from outside, and what it answers when it is reached. */
export function supabaseProbe(): Probe {
  const { path = "/", headers = {}, status = 200 } = standard().manifest.probe ?? {};
  const [[header, text] = ["", ""]] = Object.entries(headers);
  return { path, header, credential: /\{\{(\w+)\}\}/.exec(text)?.[1] ?? "", status: Number(status) };
}

/** Every setting that a tenant may choose, in the manifest's order. */
export function offeredSettings(): workload.OfferedSetting[] {
  return workload.offeredSettings(templateTable(), TEMPLATE);
}

/** The values of all settings: what the tenant chose, else the manifest's default. */
export function settingValues(chosen: Chosen): Record<string, string> {
  return workload.settingValues(standard(), chosen);
}

/** The default version has every setting that there is. */
function standard(): TemplateRelease {
  return supabaseRelease(supabaseManifest().default) as TemplateRelease;
}
