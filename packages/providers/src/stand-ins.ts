import type { RESOURCE_KINDS, ResourceToken } from "@freehold/model";

/** What a stand-in serves, by type token. One that has no row in the table of resource kinds does not compile. */
export type StandIns<Group extends keyof typeof RESOURCE_KINDS> = Partial<Record<ResourceToken<Group>, unknown>>;
