import { DomainChange, DomainName, NewDomainName, TenantDomain } from "@freehold/model";
import { z } from "zod";
import { addDomain as add, readDomains } from "../../app/domains/claim-domain.ts";
import { removeDomain as remove } from "../../app/domains/remove-domain.ts";
import { verifyDomain as verify } from "../../app/domains/verify-domain.ts";
import { PageQuery, pageOf, pageSchema } from "../page.ts";
import { defineRoute, type Route } from "../route.ts";
import { TenantParams } from "../schemas.ts";

const DomainParams = TenantParams.extend({ domain: DomainName.meta({ description: "The domain" }) });

const addDomain = defineRoute({
  method: "post",
  path: "/v1/tenants/{idOrName}/domains",
  id: "addDomain",
  permission: "tenants:write",
  summary: "Claim a domain of the customer's own; the answer names the TXT record that proves it",
  tag: "tenants",
  params: TenantParams,
  body: z.strictObject({ domain: NewDomainName }),
  responses: { 201: { description: "The claim, as it stands", schema: TenantDomain } },
  handle: async (app, { caller, params, body }) => ({
    status: 201,
    body: await add(app, caller, params.idOrName, body.domain),
  }),
});

const listDomains = defineRoute({
  method: "get",
  path: "/v1/tenants/{idOrName}/domains",
  id: "listDomains",
  permission: "tenants:read",
  summary: "The domains of a tenant, oldest first",
  tag: "tenants",
  params: TenantParams,
  query: PageQuery,
  responses: { 200: { description: "The domains", schema: pageSchema(TenantDomain) } },
  handle: async (app, { caller, params, query }) => ({
    status: 200,
    body: pageOf(await readDomains(app, caller, params.idOrName), query, ({ domain }) => domain),
  }),
});

/** 200 in any case: `status` and `reason` say how far it is. */
const verifyDomain = defineRoute({
  method: "post",
  path: "/v1/tenants/{idOrName}/domains/{domain}/verify",
  id: "verifyDomain",
  permission: "tenants:write",
  summary: "Look for the proof and for where the domain leads; when both are right, an update serves it",
  tag: "tenants",
  params: DomainParams,
  responses: { 200: { description: "How far the domain is, and the update if one begins", schema: DomainChange } },
  handle: async (app, { caller, params }) => ({
    status: 200,
    body: await verify(app, caller, params.idOrName, params.domain),
  }),
});

const removeDomain = defineRoute({
  method: "delete",
  path: "/v1/tenants/{idOrName}/domains/{domain}",
  id: "removeDomain",
  permission: "tenants:write",
  summary: "Give a domain up; an update takes one that is served from the machine",
  tag: "tenants",
  params: DomainParams,
  responses: { 200: { description: "The update if one begins", schema: DomainChange } },
  handle: async (app, { caller, params }) => ({
    status: 200,
    body: await remove(app, caller, params.idOrName, params.domain),
  }),
});

export const DOMAIN_ROUTES: readonly Route[] = [addDomain, listDomains, verifyDomain, removeDomain];
