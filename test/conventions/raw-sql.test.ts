import { expect, test } from "@jest/globals";
import ts from "typescript";
import { isCode, isTest, readSource, sourceFiles } from "./source-tree.ts";

// The ORM adds the caller's organization to every query (service/src/db/kernel/scope.ts). SQL that is written out it does not see.

/** Tables that hold nothing of an organization's. What is not here holds something, until somebody says otherwise. */
const OF_NOBODY = new Set([
  ...["api_budgets", "audit_checkpoints", "audit_head", "cloud_offers", "golden_images", "host_orders", "hosts"],
  ...[
    "ledger_brake",
    "ledger_place_brakes",
    "ledger_places",
    "organizations",
    "received_messages",
    "request_counts",
    "service_facts",
    "turns",
    "workers",
  ],
]);

/**
 * Statements that look beyond one organization on purpose, as `file declaration` in service/src, by why that shows nobody another's. Better than
 * a line here is an `organization = ?` there.
 */
const BEYOND: Readonly<Record<string, readonly string[]>> = {
  "a worker's own: under the lease of an operation, for nobody who asks": [
    ...["claimOperation", "renewLease", "finishOperation", "requeueOperation"].map((name) => `db/leases.ts ${name}`),
    ...["lapsedOperationIds", "recordFailure", "queuedOperations"].map((name) => `db/leases.ts ${name}`),
    ...["tryElsewhere", "waitForNextTry"].map((name) => `db/fallbacks.ts ${name}`),
    ...["recordRetry", "requeueForRetry"].map((name) => `db/retries.ts ${name}`),
    ...["recordProgress", "appendDoneEvent", "appendWarningOnce"].map((name) => `db/operation-events.ts ${name}`),
    "db/operations.ts recordPlan",
    "db/tenants.ts recordStackRevision",
    "db/stranded.ts strandedTenants",
  ],
  "accounts and hosts are claimed, counted and freed for all tenants that are in them": [
    ...["claimAccount", "endAccountClaim", "claimRemoval", "finishRemoval"].map(
      (name) => `db/account-claims.ts ${name}`,
    ),
    "db/account-claims.ts markAccountAbsent",
    ...["ensureAccount", "tenantsByAccount"].map((name) => `db/accounts.ts ${name}`),
    "db/golden-images.ts accountsInUse",
    ...["loadByHost", "holdSlot", "releaseSlot", "abandonSlot"].map((name) => `db/host-slots.ts ${name}`),
    "db/host-slots.ts forgetAbandonedSlot",
    "db/hosts.ts deleteHost",
    ...["releasePorts", "reservePort"].map((name) => `db/ports.ts ${name}`),
    "db/zones.ts tenantsByZone",
  ],
  "the ledger compares everything; app/ledger/orphans.ts and app/ledger/read-ledger.ts show a caller what is theirs": [
    ...["findOrphan", "openOrphans", "setOrphanStatus", "quarantineOrphans"].map((name) => `db/orphans.ts ${name}`),
    "db/orphans.ts giveUpAdoptions",
    ...["FLEET", "readFleet", "readFleetTenants", "recordExpectedResources"].map(
      (name) => `db/tenant-ledgers.ts ${name}`,
    ),
    ...["readTenantLedger", "recordDrift", "recordRefresh"].map((name) => `db/tenant-ledgers.ts ${name}`),
    ...["readExpectedResources", "recordStateOnlyResources", "readStateOnlyResources"].map(
      (name) => `db/tenant-ledgers.ts ${name}`,
    ),
    "db/tenant-ledgers.ts healsSince",
    "jobs/loops/process-orphans.ts assertOrphaned",
  ],
  "the id is of a row that was found as the caller's just before": [
    ...["useApproval", "endApprovalsOf"].map((name) => `db/approvals.ts ${name}`),
    "db/fallbacks.ts endWait",
    "db/leases.ts cancelQueuedOperation",
    "db/tenant-domains.ts claimDomain",
    ...["deliveriesOf", "redeliver", "redeliverDead"].map((name) => `db/webhook-deliveries.ts ${name}`),
  ],
  "of one tenant, whose machine shows by its signature that it is the one": [
    ...["findHeartbeatKey", "keepHeartbeatKey", "forgetHeartbeatKey"].map((name) => `db/heartbeats.ts ${name}`),
    ...["recordHeartbeat", "claimSilenceCheck"].map((name) => `db/heartbeats.ts ${name}`),
  ],
  "the service's own loops, for all organizations alike": [
    "db/heartbeats.ts silentTenants",
    "backup/prepare-restored.ts prepareRestored",
    ...["claimDeliveries", "recordDeliveryOutcome", "deleteOldEvents"].map(
      (name) => `db/webhook-deliveries.ts ${name}`,
    ),
    "db/idempotency.ts deleteExpiredIdempotencyKeys",
    "db/audit.ts auditAfter",
    "demo/find-leftovers.ts leftInDatabase",
  ],
  "the organization is in it, otherwise than as a condition that this test can read": [
    "db/audit.ts listAudit",
    "db/audit.ts recordAudit",
    "db/idempotency.ts takeIdempotencyKey",
    "db/organizations.ts COUNT_USE",
  ],
  "for the operator, who sees all organizations": [
    "db/organizations.ts useByOrganization",
    "db/built-by.ts countByBuilder",
    // A command on the service's machine brings a whole database back.
    "backup/prepare-restored.ts prepareRestored",
  ],
  "who asks is found by it": ["db/api-keys.ts touchApiKey"],
};

const EXCUSED = new Set(Object.values(BEYOND).flatMap((places) => places.map((place) => `service/src/${place}`)));

const files = sourceFiles().filter(
  (path) => path.startsWith("service/src/") && isCode(path) && !isTest(path) && !path.includes("/migrations/"),
);
const tables = tablesIn(sourceFiles().filter((path) => path.includes("/db/migrations/")));
const statements = files.flatMap(statementsIn).filter(({ touches }) => touches.length > 0);

test("raw-sql-organization: written-out SQL names the organization, or says why it looks beyond", () => {
  const unfiltered = statements.filter(({ text, where }) => !namesOrganization(text) && !EXCUSED.has(where));

  expect([...new Set(unfiltered.map(({ where, touches }) => `raw-sql-organization: ${where}: ${touches}`))]).toEqual(
    [],
  );
});

test("raw-sql-organization: what is excused is there, and needs the excuse", () => {
  const needed = new Set(statements.filter(({ text }) => !namesOrganization(text)).map(({ where }) => where));

  expect([...EXCUSED].filter((where) => !needed.has(where))).toEqual([]);
});

test("raw-sql-organization: the statements are found, and one that forgets the organization is reported", () => {
  const [found] = statementsOf(
    "x.ts",
    "export function all(em) { return em.execute(`select id from tenants where name = ?`); }",
  );

  expect(found).toMatchObject({ where: "x.ts all", touches: ["tenants"] });
  expect(namesOrganization(found?.text ?? "")).toBe(false);
  expect(statements.length).toBeGreaterThan(30);
});

interface Statement {
  /** File and declaration: `service/src/db/operation-queue.ts claimNext`. */
  where: string;
  text: string;
  /** Tables of organizations that it reads or changes. */
  touches: string[];
}

/** As a condition, or as the column of a new row. A column that is only read is not enough. */
function namesOrganization(text: string): boolean {
  return (
    /\borganization (= |is not distinct from |in \()/.test(text) ||
    /insert into \w+\s*\([^)]*\borganization\b/.test(text)
  );
}

function tablesIn(migrations: readonly string[]): string[] {
  const all = migrations.flatMap((path) =>
    [...readSource(path).matchAll(/create table (?:if not exists )?"?(\w+)/g)].map(([, name = ""]) => name),
  );
  return all.filter((name) => !OF_NOBODY.has(name));
}

function statementsIn(path: string): Statement[] {
  return statementsOf(path, readSource(path));
}

function statementsOf(path: string, source: string): Statement[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const constants = constantsOf(file);
  return file.statements.flatMap((declaration) =>
    textsIn(declaration, constants).map((text) => ({
      ...{ where: `${path} ${nameOf(declaration)}`, text },
      touches: touchedBy(text),
    })),
  );
}

/** Texts that statements are put together of. */
function constantsOf(file: ts.SourceFile): Map<string, string> {
  const found = file.statements
    .filter(ts.isVariableStatement)
    .map((declaration) => [nameOf(declaration), textsIn(declaration, new Map())] as const);
  return new Map(found.flatMap(([name, texts]) => (texts.length === 1 ? [[name, texts[0] ?? ""]] : [])));
}

function nameOf(declaration: ts.Statement): string {
  if (ts.isVariableStatement(declaration)) return declaration.declarationList.declarations[0]?.name.getText() ?? "";
  return ts.isFunctionDeclaration(declaration) || ts.isClassDeclaration(declaration)
    ? (declaration.name?.text ?? "")
    : "";
}

/** Texts of literals, with constants of the same file put in where they stand. */
function textsIn(node: ts.Node, constants: ReadonlyMap<string, string>): string[] {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [node.text];
  if (ts.isTemplateExpression(node)) {
    const rest = node.templateSpans.map(
      ({ expression, literal }) => (constants.get(expression.getText()) ?? "?") + literal.text,
    );
    return [node.head.text + rest.join("")];
  }
  const found: string[] = [];
  node.forEachChild((child) => void found.push(...textsIn(child, constants)));
  return found;
}

function touchedBy(text: string): string[] {
  if (!/\b(select|insert|update|delete)\b/.test(text)) return [];
  const named = [...text.matchAll(/\b(?:from|join|into|update)\s+"?(\w+)/g)].map(([, name = ""]) => name);
  return [...new Set(named.filter((name) => tables.includes(name)))];
}
