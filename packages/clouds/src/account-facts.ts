/** What a cloud reports of the account that a credential opens. What it does not report is absent. */
export interface AccountFacts {
  /** The vendor's own id of the account: two credentials with the same one open the same account. */
  identity?: string;
  /** How much of each the account may hold. */
  limits: { servers?: number; volumes?: number; reservedIps?: number };
  /** Servers in it that are not Freehold's. */
  otherServers?: number;
  /** False: the credential cannot order machines. */
  mayWrite?: boolean;
  /** Permissions that the credential lacks, in the vendor's words. @default - none that could be told */
  lacks?: readonly string[];
  /** Whether Freehold shares something among tenants there already. */
  isManaged: boolean;
}
