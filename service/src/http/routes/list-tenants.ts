import { Tenant, TenantStatus } from "@freehold/model";
import { z } from "zod";
import { readTenantList } from "../../app/tenants/read-tenants.ts";
import { defineRoute } from "../route.ts";
import { severalOf } from "../several-of.ts";

const Query = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50).meta({ description: "Tenants per page" }),
  cursor: z.string().max(200).optional().meta({ description: "`nextCursor` of the page before" }),
  status: severalOf(TenantStatus).optional().describe("Only those with one of these; without it all but `destroyed`"),
});

export const listTenants = defineRoute({
  method: "get",
  path: "/v1/tenants",
  id: "listTenants",
  permission: "tenants:read",
  summary: "The tenants, newest first",
  tag: "tenants",
  query: Query,
  responses: {
    200: { description: "One page", schema: z.object({ items: z.array(Tenant), nextCursor: z.string().nullable() }) },
  },
  handle: async (app, { caller, query }) => ({ status: 200, body: await readTenantList(app, caller, query) }),
});
