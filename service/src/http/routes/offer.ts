import { imagesOf, regionsOf } from "@freehold/catalogue";
import { Cloud, Size, Template, TemplateOffer } from "@freehold/model";
import { z } from "zod";
import { readClouds } from "../../app/accounts/read-clouds.ts";
import { readSizes } from "../../app/placement/read-sizes.ts";
import { listTemplates as templates } from "../../app/tenants/templates.ts";
import { defineRoute } from "../route.ts";
import { CloudParams, MachineTypeSummary, Money, OfferAge, Price } from "../schemas.ts";

const CloudSummary = z.object({ name: Cloud, configured: z.boolean(), missing: z.array(z.string()) });
const Region = z.object({ name: z.string(), city: z.string(), country: z.string(), networkZone: z.string() });
const SizeOffer = z.object({
  size: Size,
  machineType: MachineTypeSummary.extend({
    pricePerHour: Money.meta({ description: "Of the machine alone, before tax" }),
    pricePerMonth: Money.meta({ description: "Of the machine alone, before tax" }),
    regions: z.array(z.string()),
  }),
  price: Price.meta({ description: "Of a tenant of this size, before tax: the machine and its public IPv4 address" }),
  available: z.boolean(),
});
const Image = z.object({ name: z.string(), description: z.string() });

export const listClouds = defineRoute({
  method: "get",
  path: "/v1/clouds",
  id: "listClouds",
  permission: "offer:read",
  summary: "The clouds, and what is missing to order from them",
  tag: "offer",
  responses: { 200: { description: "The clouds", schema: z.object({ items: z.array(CloudSummary) }) } },
  handle: async (app, { caller }) => ({ status: 200, body: { items: await readClouds(app, caller.organization) } }),
});

export const listRegions = defineRoute({
  method: "get",
  path: "/v1/clouds/{cloud}/regions",
  id: "listRegions",
  permission: "offer:read",
  summary: "The regions of a cloud",
  tag: "offer",
  params: CloudParams,
  responses: { 200: { description: "The regions", schema: z.object({ items: z.array(Region) }) } },
  handle: async (_app, { params }) => ({ status: 200, body: { items: regionsOf(params.cloud) } }),
});

export const listImages = defineRoute({
  method: "get",
  path: "/v1/clouds/{cloud}/images",
  id: "listImages",
  permission: "offer:read",
  summary: "The images of a cloud that machines can start from; a machine's price includes them",
  tag: "offer",
  params: CloudParams,
  responses: { 200: { description: "The images", schema: z.object({ items: z.array(Image) }) } },
  handle: async (_app, { params }) => ({ status: 200, body: { items: imagesOf(params.cloud) } }),
});

export const listSizes = defineRoute({
  method: "get",
  path: "/v1/clouds/{cloud}/sizes",
  id: "listSizes",
  permission: "offer:read",
  summary: "What each size is in a region now, and what it costs",
  tag: "offer",
  params: CloudParams,
  query: z.strictObject({
    region: z.string().min(1).max(64).meta({ description: "The cloud's own region name" }),
    template: Template.optional().meta({ description: "Leave out the sizes that do not suffice for it" }),
  }),
  responses: { 200: { description: "The sizes", schema: OfferAge.extend({ items: z.array(SizeOffer) }) } },
  handle: async (app, { caller, params, query }) => {
    const { items, source, asOf } = await readSizes(app, caller, params.cloud, query.region, query.template);
    return { status: 200, body: { items, source, asOf: asOf.toISOString() } };
  },
});

export const listTemplates = defineRoute({
  method: "get",
  path: "/v1/templates",
  id: "listTemplates",
  permission: "offer:read",
  summary: "The templates: ours, and those of the operator's own",
  tag: "offer",
  responses: {
    200: {
      description: "The templates",
      schema: z.object({ items: z.array(TemplateOffer) }),
    },
  },
  handle: async (app) => ({ status: 200, body: { items: templates(app.templates) } }),
});
