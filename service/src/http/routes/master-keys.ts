import { MasterKeyUse } from "@freehold/model";
import { readMasterKeys } from "../../app/secrets/master-keys.ts";
import { PageQuery, pageOf, pageSchema } from "../page.ts";
import { defineRoute } from "../route.ts";

const listMasterKeys = defineRoute({
  method: "get",
  path: "/v1/master-keys",
  id: "listMasterKeys",
  permission: "platform:admin",
  summary: "The master keys, and how many values are still sealed with each (operator)",
  tag: "master-keys",
  query: PageQuery,
  responses: { 200: { description: "The current one first", schema: pageSchema(MasterKeyUse) } },
  handle: async (app, { query }) => ({ status: 200, body: pageOf(await readMasterKeys(app), query) }),
});

export const MASTER_KEY_ROUTES = [listMasterKeys];
