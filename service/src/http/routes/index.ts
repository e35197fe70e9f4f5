import type { Route } from "../route.ts";
import { API_KEY_ROUTES } from "./api-keys.ts";
import { APPROVAL_ROUTES } from "./approvals.ts";
import { AUDIT_ROUTES } from "./audit.ts";
import { cancelOperation } from "./cancel-operation.ts";
import { changeTenant } from "./change-tenant.ts";
import { createTenant } from "./create-tenant.ts";
import {
  changeCredential,
  createCredential,
  getCredential,
  listCredentials,
  removeCredential,
  reopenBudget,
  verifyCredential,
} from "./credentials.ts";
import { destroyTenant } from "./destroy-tenant.ts";
import { DOMAIN_ROUTES } from "./domains.ts";
import { getOperation } from "./get-operation.ts";
import { getOutputs } from "./get-outputs.ts";
import { getTenant } from "./get-tenant.ts";
import { HOST_ROUTES } from "./hosts.ts";
import { LEDGER_ROUTES } from "./ledger.ts";
import { listOperations } from "./list-operations.ts";
import { listTenants } from "./list-tenants.ts";
import { MASTER_KEY_ROUTES } from "./master-keys.ts";
import { MEMBER_ROUTES } from "./members.ts";
import { listClouds, listImages, listRegions, listSizes, listTemplates } from "./offer.ts";
import { operationEvents } from "./operation-events.ts";
import { ORGANIZATION_ROUTES } from "./organizations.ts";
import { previewChange } from "./preview-change.ts";
import { previewTenant } from "./preview-tenant.ts";
import { restartTenant } from "./restart-tenant.ts";
import { retryTenant } from "./retry-tenant.ts";
import { tenantDatabase } from "./tenant-database.ts";
import { WEBHOOK_ROUTES } from "./webhooks.ts";

/** Every route under `/v1` that does something, in the order of the API's description. */
export const ROUTES: readonly Route[] = [
  createTenant,
  previewTenant,
  listTenants,
  getTenant,
  destroyTenant,
  changeTenant,
  previewChange,
  retryTenant,
  restartTenant,
  getOutputs,
  tenantDatabase,
  ...DOMAIN_ROUTES,
  listOperations,
  getOperation,
  operationEvents,
  cancelOperation,
  ...APPROVAL_ROUTES,
  createCredential,
  listCredentials,
  getCredential,
  changeCredential,
  removeCredential,
  verifyCredential,
  reopenBudget,
  listClouds,
  listRegions,
  listSizes,
  listImages,
  listTemplates,
  ...HOST_ROUTES,
  ...LEDGER_ROUTES,
  ...AUDIT_ROUTES,
  ...MASTER_KEY_ROUTES,
  ...WEBHOOK_ROUTES,
  ...ORGANIZATION_ROUTES,
  ...MEMBER_ROUTES,
  ...API_KEY_ROUTES,
];
