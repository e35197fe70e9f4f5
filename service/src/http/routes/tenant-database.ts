import { wayToDatabase } from "../../app/tenants/way-to-database.ts";
import { defineRoute } from "../route.ts";
import { TenantParams } from "../schemas.ts";

/** A tunnel to the tenant's database: what the client sends goes to the database's port on the machine, and nowhere else. */
export const tenantDatabase = defineRoute({
  method: "get",
  path: "/v1/tenants/{idOrName}/database",
  id: "openDatabase",
  permission: "tenants:operate",
  summary: "A tunnel to the tenant's database, as a web socket; each message is bytes of PostgreSQL's own protocol",
  tag: "tenants",
  params: TenantParams,
  callsUpstream: true,
  responses: {
    101: { description: "The connection goes on as a web socket; one for each connection to the database" },
  },
  async handle(app, { caller, params }) {
    return { tunnel: await wayToDatabase(app, caller, params.idOrName) };
  },
});
