import type { CheckFailure } from "@freehold/provider-kit";

/** `tagNameRe` in digitalocean/tag/tags.go of digitalocean/terraform-provider-digitalocean: no dots, no blanks. */
const TAG = /^[a-zA-Z0-9:\-_]{1,255}$/;

/** Finds tags that the official plugin refuses, in the input of the name. */
export function tagFailures(tags: readonly string[] | undefined, property = "tags"): CheckFailure[] {
  return (tags ?? [])
    .filter((tag) => !TAG.test(tag))
    .map((tag) => ({ property, reason: `must be 1 to 255 letters, digits, ":", "-" and "_", got "${tag}"` }));
}
