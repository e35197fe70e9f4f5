import type { LiveOffer, Rung } from "@freehold/catalogue";
import type { CloudTarget, Zone } from "../accounts/clouds-port.ts";

/** What the service asks the clouds themselves, outside the engine. */
export interface CloudProbe {
  /** What the cloud sells now. @throws Error of any kind when it does not report */
  readOffer(target: CloudTarget): Promise<LiveOffer>;
  /**
   * Whether an order could be carried out; nothing is made.
   *
   * @throws FreeholdError that names the setting: `cloud_unauthorized`, `cloud_misconfigured`, `region_unknown`, `cloud_capacity`,
   *   `cloud_rate_limited`, `cloud_unreachable`
   * @param asker A request is answered soon; a job waits until the account's budget of calls allows the question.
   */
  assertReady(target: CloudTarget, rung: Rung, asker: "request" | "job"): Promise<void>;
  /** The same for somebody who may go: when the signal is aborted, questions that are under way end. @default - they go on */
  during?(signal: AbortSignal): CloudProbe;
  /**
   * Whether the zone that the target's names are in is there, as the settings name it.
   *
   * @throws FreeholdError `cloud_misconfigured` that names the setting; `cloud_unauthorized`, `cloud_unreachable`
   */
  assertZone(target: CloudTarget): Promise<void>;
  /** The record by which a name of the target's zone leads somewhere and which is not the tenant's, such as `A 192.0.2.1`. */
  foreignRecord(target: CloudTarget, name: string, tenantId: string): Promise<string | undefined>;
  /** The permissions that the token of a zone lacks; nothing is changed. @throws FreeholdError as the provider refuses or does not answer */
  missingZonePermissions(zone: Zone): Promise<string[]>;
}
