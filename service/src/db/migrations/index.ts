import { Initial } from "./0001-initial.ts";
import { Accounts } from "./0002-accounts.ts";
import { ApiBudgets } from "./0003-api-budgets.ts";
import { Placement } from "./0004-placement.ts";
import { Hosts } from "./0005-hosts.ts";
import { Domains } from "./0006-domains.ts";
import { GoldenImages } from "./0007-golden-images.ts";
import { HostOrders } from "./0008-host-orders.ts";
import { Retries } from "./0009-retries.ts";
import { Processes } from "./0010-processes.ts";
import { Organizations } from "./0011-organizations.ts";
import { AuditAndWebhooks } from "./0012-audit-and-webhooks.ts";
import { Ledger } from "./0013-ledger.ts";
import { Gate } from "./0014-gate.ts";
import { Restored } from "./0015-restored.ts";
import { CallsPerHour } from "./0016-calls-per-hour.ts";
import { RequestCounts } from "./0017-request-counts.ts";
import { Keepsakes } from "./0019-keepsakes.ts";
import { Heartbeats } from "./0020-heartbeats.ts";
import { TemplateVersion } from "./0021-template-version.ts";
import { PlaceBreakers } from "./0024-place-breakers.ts";
import { KeyIssuers } from "./0025-key-issuers.ts";

/** In order. A migration that has been released is never edited: the next one is added. */
export const MIGRATIONS = [
  { name: "0001-initial", class: Initial },
  { name: "0002-accounts", class: Accounts },
  { name: "0003-api-budgets", class: ApiBudgets },
  { name: "0004-placement", class: Placement },
  { name: "0005-hosts", class: Hosts },
  { name: "0006-domains", class: Domains },
  { name: "0007-golden-images", class: GoldenImages },
  { name: "0008-host-orders", class: HostOrders },
  { name: "0009-retries", class: Retries },
  { name: "0010-processes", class: Processes },
  { name: "0011-organizations", class: Organizations },
  { name: "0012-audit-and-webhooks", class: AuditAndWebhooks },
  { name: "0013-ledger", class: Ledger },
  { name: "0014-gate", class: Gate },
  { name: "0015-restored", class: Restored },
  { name: "0016-calls-per-hour", class: CallsPerHour },
  { name: "0017-request-counts", class: RequestCounts },
  { name: "0019-keepsakes", class: Keepsakes },
  { name: "0020-heartbeats", class: Heartbeats },
  { name: "0021-template-version", class: TemplateVersion },
  { name: "0024-place-breakers", class: PlaceBreakers },
  { name: "0025-key-issuers", class: KeyIssuers },
];
