import type { CheckFailure } from "@freehold/provider-kit";

/** `keyRegexp` and `valueRegexp` in hcloud/labels.go of hetznercloud/hcloud-go, by which the official plugin checks labels. */
const KEY =
  /^([a-z0-9A-Z](([-_.]|[a-z0-9A-Z]){0,253}[a-z0-9A-Z])?\/)?[a-z0-9A-Z](([-_.]|[a-z0-9A-Z]){0,61}[a-z0-9A-Z])?$/;
const VALUE = /^(([a-z0-9A-Z]([-_.]|[a-z0-9A-Z]){0,61})?[a-z0-9A-Z])?$/;

/** Finds labels that the official plugin refuses. https://docs.hetzner.cloud/reference/cloud#labels */
export function labelFailures({ labels }: { labels?: Readonly<Record<string, string>> | undefined }): CheckFailure[] {
  return Object.entries(labels ?? {}).flatMap(([key, value]) => [
    ...(KEY.test(key) ? [] : [{ property: "labels", reason: `label key '${key}' is not correctly formatted` }]),
    ...(VALUE.test(value)
      ? []
      : [{ property: "labels", reason: `label value '${value}' (key: ${key}) is not correctly formatted` }]),
  ]);
}
