import {
  Organization,
  OrganizationChanges,
  OrganizationCreated,
  OrganizationName,
  OrganizationSpec,
} from "@freehold/model";
import { z } from "zod";
import { changeOrganization as change, removeOrganization as remove } from "../../app/access/change-organization.ts";
import { createOrganization as create } from "../../app/access/create-organization.ts";
import { readOrganization, readOrganizations } from "../../app/access/read-organizations.ts";
import { PageQuery, pageOf, pageSchema } from "../page.ts";
import { defineRoute, type Route } from "../route.ts";

const PATH = "/v1/organizations";
const ONE = `${PATH}/{idOrName}` as const;
const tag = "organizations";
const Params = z.strictObject({ idOrName: OrganizationName.meta({ description: "The organization's id or name" }) });

const createOrganization = defineRoute({
  method: "post",
  path: PATH,
  id: "createOrganization",
  permission: "platform:admin",
  summary: "Make an organization and, by choice, its owner with an API key (operator)",
  tag,
  body: OrganizationSpec,
  responses: { 201: { description: "Made; the API key is shown this once", schema: OrganizationCreated } },
  handle: (app, { caller, body, idempotencyKey }) => create(app, caller, body, idempotencyKey),
});

const listOrganizations = defineRoute({
  method: "get",
  path: PATH,
  id: "listOrganizations",
  permission: "organization:read",
  summary: "The caller's organization with its quotas and, for the operator, every one",
  tag,
  query: PageQuery,
  responses: { 200: { description: "The organizations", schema: pageSchema(Organization) } },
  handle: async (app, { caller, query }) => ({
    status: 200,
    body: pageOf(await readOrganizations(app, caller), query),
  }),
});

const getOrganization = defineRoute({
  method: "get",
  path: ONE,
  id: "getOrganization",
  permission: "organization:read",
  summary: "One organization, what it may have and has",
  tag,
  params: Params,
  responses: { 200: { description: "The organization", schema: Organization } },
  handle: async (app, { caller, params }) => ({
    status: 200,
    body: await readOrganization(app.db.em(), caller, params.idOrName),
  }),
});

const changeOrganization = defineRoute({
  method: "patch",
  path: ONE,
  id: "changeOrganization",
  permission: "platform:admin",
  summary: "Change an organization's name, tier or limits (operator)",
  tag,
  params: Params,
  body: OrganizationChanges,
  responses: { 200: { description: "The organization as it is now", schema: Organization } },
  handle: async (app, { caller, params, body }) => ({
    status: 200,
    body: await change(app, caller, params.idOrName, body),
  }),
});

const removeOrganization = defineRoute({
  method: "delete",
  path: ONE,
  id: "removeOrganization",
  permission: "platform:admin",
  summary: "Remove an organization without tenants and cloud accounts; its members and API keys end (operator)",
  tag,
  params: Params,
  responses: { 200: { description: "The organization as it was", schema: Organization } },
  handle: async (app, { caller, params }) => ({ status: 200, body: await remove(app, caller, params.idOrName) }),
});

export const ORGANIZATION_ROUTES: readonly Route[] = [
  createOrganization,
  listOrganizations,
  getOrganization,
  changeOrganization,
  removeOrganization,
];
