import { MasterKeyUse } from "@freehold/model";
import { z } from "zod";
import { readMasterKeys } from "../../app/secrets/master-keys.ts";
import { defineRoute } from "../route.ts";

const listMasterKeys = defineRoute({
  method: "get",
  path: "/v1/master-keys",
  id: "listMasterKeys",
  permission: "platform:admin",
  summary: "The master keys, and how many values are still sealed with each (operator)",
  tag: "master-keys",
  responses: { 200: { description: "The current one first", schema: z.object({ items: z.array(MasterKeyUse) }) } },
  handle: async (app) => ({ status: 200, body: { items: await readMasterKeys(app) } }),
});

export const MASTER_KEY_ROUTES = [listMasterKeys];
