import type { TemplateTable } from "@freehold/components/templates";
import type { Fallback, Permission, Role } from "@freehold/model";
import type { Envelope } from "../crypto/envelope.ts";
import type { CallNeeds } from "../db/call-reservations.ts";
import type { Database } from "../db/kernel/database.ts";
import type { CustomerUrls } from "../outbound/customer-url.ts";
import type { PublicHosts } from "../outbound/public-hosts.ts";
import type { Policy } from "../policies/index.ts";
import type { AskAccount } from "./accounts/ask-account-port.ts";
import type { ConfiguredClouds } from "./accounts/clouds-port.ts";
import type { DnsLookup } from "./domains/dns-port.ts";
import type { BringHostctl } from "./hosts/bring-hostctl.ts";
import type { LedgerSettings } from "./ledger/ledger-settings.ts";
import type { IdPrefix } from "./new-id.ts";
import type { DiskSpace } from "./operations/disk-space.ts";
import type { OperationQueue, OperationSignals } from "./operations/queue-port.ts";
import type { CloudProbe } from "./placement/cloud-probe-port.ts";
import type { LiveOffers } from "./placement/live-offers.ts";
import type { Reachability } from "./reachability/reachability-port.ts";

/** What the functions of this folder work with; the composition root makes it once. */
export interface AppContext {
  db: Database;
  clouds: ConfiguredClouds;
  /** Asks the clouds outside the engine. */
  probe: CloudProbe;
  askAccount: AskAccount;
  offers: LiveOffers;
  settings: PlacementSettings;
  /** What can run on machines: ours, and those of the operator's own folders. */
  templates: TemplateTable;
  /** The operator's folders of templates, for the programs. */
  templateFolders: readonly string[];
  /** Whether one person may approve what an operation loses and then apply the approval. */
  oneMayApproveAndApply: boolean;
  /** What is asked before anything is built or changed. */
  policies: readonly Policy[];
  ledger: LedgerSettings;
  heartbeats: HeartbeatSettings;
  /** What operations need of the accounts' budgets of calls. */
  callsNeeded(): CallNeeds;
  queue: OperationQueue;
  signals: OperationSignals;
  envelope: Envelope;
  dns: DnsLookup;
  reachability: Reachability;
  bringHostctl: BringHostctl;
  disk: DiskSpace;
  /** What customers give a URL of is reached through it, and by nothing else. */
  customerUrls: CustomerUrls;
  /** The same for what customers name without a URL's form, and for what others than the service itself connect to. */
  publicHosts: PublicHosts;
  now(): Date;
  newId(prefix: IdPrefix): string;
}

/** How machines report by themselves. */
export interface HeartbeatSettings {
  /** Address of the API as machines reach it. @default - they do not report */
  publicUrl?: string;
  /** After how many seconds without a report one that has reported counts as silent. */
  lostSec: number;
}

/** What the operator decides about placements and tries. */
export interface PlacementSettings {
  /** For signups that do not say it themselves. */
  fallback: Fallback;
  /** Pause before the first further try of a tenant that waits for a machine, in milliseconds; it doubles from try to try. */
  capacityRetryMs: number;
  /** How often an operation is tried again while a cloud is out; less often after other failures that may pass. */
  retries: number;
  /** Pause before the first further try, in milliseconds. */
  retryMs: number;
}

/** On whose behalf a request is made. */
export interface Caller {
  organization: string;
  /** Id of the API key. */
  keyId: string;
  /** Whom it stands for: a member's id, or that of a key. Several keys may stand for one person. */
  person: string;
  role: Role;
  /** When the key ends by itself; null: when it is revoked. What it gives ends no later. */
  expiresAt: Date | null;
  /** What the key may do: its role's permissions, or those of them that it is for. */
  permissions: ReadonlySet<Permission>;
}
