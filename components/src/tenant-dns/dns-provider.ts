import type * as pulumi from "@pulumi/pulumi";

/** A record to be made. */
export interface RecordOrder {
  zoneId: pulumi.Input<string>;
  /** Full name. */
  name: string;
  /** `A` or `AAAA`. */
  type: string;
  content: pulumi.Input<string>;
  ttlSec: number;
  proxied: boolean;
  /** Whose the record is, as `tenantComment` writes it: it stands on the record itself. */
  comment: string;
  /** Whose comment it is. */
  tenantId: string;
  /** Whether a name that another has ends the update. */
  refusesTaken: boolean;
  /** Whether an update may take the record away: then it is not protected, also where all else is. */
  mayGo: boolean;
}

/** What `TenantDns` asks of whoever serves a zone; one file for each. */
export interface DnsProvider {
  /** Longest comment that a record can carry. */
  maxCommentLength: number;
  /** Whether a network of the provider's can stand in front of a name. */
  canProxy: boolean;
  /** The provider's id of a zone, by its name. @throws Error of any kind when the credential sees none */
  lookUpZone(zone: string, opts: pulumi.InvokeOptions): Promise<string>;
  /**
   * A record that is never laid over another's nor beside it: when the name leads somewhere by a record that does not carry the
   * comment of this tenant, it is not made, and the update ends.
   */
  makeRecord(resourceName: string, order: RecordOrder, parent: pulumi.Resource): pulumi.Resource & RecordOutputs;
}

/** What all providers' records answer. */
export interface RecordOutputs {
  id: pulumi.Output<string>;
}
