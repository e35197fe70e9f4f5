import { TemplateOffer } from "@freehold/model";
import { z } from "zod";
import type { Http } from "./http.ts";

/** What can run on a tenant's machine. */
export interface TemplatesClient {
  listTemplates(): Promise<TemplateOffer[]>;
}

export function createTemplatesClient(http: Http): TemplatesClient {
  const List = z.object({ items: z.array(TemplateOffer) });
  return { listTemplates: async () => (await http.call("GET", "/v1/templates", List)).items };
}
