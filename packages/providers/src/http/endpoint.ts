import type { CheckFailure } from "@freehold/provider-kit";

/** Which endpoints stand-ins may talk to. */
export type AllowEndpoint = (url: string) => boolean;

/** Where a stand-in finds its endpoint, for what it says when it refuses. */
export interface EndpointKey {
  /** Package name: `hcloud`. */
  package: string;
  /** Configuration key: `endpoint`. */
  key: string;
}

/** Finds what is wrong with an endpoint that is known. */
export function endpointFailures(
  endpoint: unknown,
  { package: name, key }: EndpointKey,
  allow: AllowEndpoint,
): CheckFailure[] {
  const remedy = `this is the stand-in for the sandbox; the real cloud needs the official ${name} plugin`;
  if (typeof endpoint !== "string" || endpoint === "") {
    return [{ property: key, reason: `is required and was not given: ${remedy}` }];
  }
  if (!URL.canParse(endpoint)) {
    return [{ property: key, reason: `must be a URL such as http://127.0.0.1:8080/v1, got "${endpoint}"` }];
  }
  return allow(endpoint) ? [] : [{ property: key, reason: `must be on this machine, got "${endpoint}": ${remedy}` }];
}
