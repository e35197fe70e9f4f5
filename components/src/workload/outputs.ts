import { fillText, type PlaceholderValues } from "../templates/fill-placeholders.ts";
import { publicUrl, situationOf } from "./addressing.ts";
import { type Cases, chosenCase, type Situation } from "./manifest/conditions.ts";
import { placeholderValues } from "./placeholder-values.ts";
import type { WorkloadSpec } from "./workload-spec.ts";

/** Where a tenant is reached, and what its users and owners log in with. */
export interface WorkloadAddresses {
  url: string;
  /** By name; what no firewall lets anybody to is not among them. */
  endpoints: Record<string, string>;
  /** By name. Secret. */
  credentials: Record<string, string>;
}

/** What the manifest says under `outputs`, for one tenant. */
export function workloadOutputs(spec: WorkloadSpec): WorkloadAddresses {
  const { outputs, ports } = spec.release.manifest;
  const situation = situationOf(spec.addressing);
  const values = placeholderValues(spec);
  return {
    url: publicUrl(ports, spec.addressing),
    endpoints: filledCases(outputs.endpoints, situation, values),
    credentials: filledCases(outputs.credentials, situation, values),
  };
}

function filledCases(
  outputs: Readonly<Record<string, Cases>>,
  situation: Situation,
  values: PlaceholderValues,
): Record<string, string> {
  const filled = Object.entries(outputs).flatMap(([name, cases]) => {
    const text = chosenCase(cases, situation);
    return text === undefined ? [] : [[name, fillText(text, values)] as const];
  });
  return Object.fromEntries(filled);
}
