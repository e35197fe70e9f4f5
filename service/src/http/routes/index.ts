import type { Route } from "../route.ts";
import { cancelOperation } from "./cancel-operation.ts";
import { createTenant } from "./create-tenant.ts";
import { destroyTenant } from "./destroy-tenant.ts";
import { getOperation } from "./get-operation.ts";
import { getOutputs } from "./get-outputs.ts";
import { getTenant } from "./get-tenant.ts";
import { HOST_ROUTES } from "./hosts.ts";
import { listOperations } from "./list-operations.ts";
import { listTenants } from "./list-tenants.ts";
import { listClouds, listRegions, listSizes, listTemplates } from "./offer.ts";
import { operationEvents } from "./operation-events.ts";
import { previewTenant } from "./preview-tenant.ts";

/** Every route under `/v1` that does something, in the order of the API's description. */
export const ROUTES: readonly Route[] = [
  createTenant,
  previewTenant,
  listTenants,
  getTenant,
  destroyTenant,
  getOutputs,
  listOperations,
  getOperation,
  operationEvents,
  cancelOperation,
  listClouds,
  listRegions,
  listSizes,
  listTemplates,
  ...HOST_ROUTES,
];
