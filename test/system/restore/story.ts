import type { Operation, Tenant } from "@freehold/model";
import type { ServiceChild } from "../service-child.ts";

/** What a signup was answered with. */
export interface Accepted {
  tenant: Tenant;
  operation: Operation;
}

/** What happened to the tenants, as the judge needs to know it. */
export interface Story {
  service: ServiceChild;
  /** Signups that were open when the backup was taken. */
  open: readonly Accepted[];
  /** Active long before it. */
  old: Accepted;
  /** Active before it; destroyed afterwards, when the service was lost later. */
  gone: Accepted;
  /** Signed up after it; null when the service was lost at once. */
  later: Accepted | null;
}
