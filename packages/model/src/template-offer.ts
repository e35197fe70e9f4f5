import { z } from "zod";
import { Template } from "./vocabulary.ts";

/** A setting as a signup may choose it. */
export const TemplateSetting = z.object({
  name: z.string(),
  type: z.enum(["string", "text", "integer", "boolean"]).describe("A `text` may have several lines"),
  default: z
    .union([z.string(), z.number(), z.boolean()])
    .optional()
    .describe("What it is where nothing is chosen; absent where a signup must choose"),
  required: z.boolean().optional().describe("A signup without it is refused"),
  minimum: z.number().optional().describe("Of an integer: the smallest"),
  maximum: z.number().optional().describe("Of an integer: the largest"),
  maxLength: z.number().optional().describe("Of text: most characters"),
  pattern: z.string().optional().describe("Regular expression that the whole value fits"),
  choices: z.array(z.string()).optional().describe("The values that there are"),
  format: z.string().optional().describe("What the value is, such as `url` or `email`"),
  takesEffect: z
    .enum(["live", "restart", "birth"])
    .describe("When a change acts: at once, when its services start again, or never"),
  only: z.array(z.string()).optional().describe("The versions that have it; all where it is absent"),
  secret: z.boolean().describe("It is never shown"),
  description: z.string(),
});
export type TemplateSetting = z.infer<typeof TemplateSetting>;

/** A port of a workload, as the default version has it. */
export const TemplatePort = z.object({
  name: z.string(),
  protocol: z.enum(["http", "tcp"]).describe("What is spoken there"),
  reach: z
    .enum(["edge", "firewall", "local"])
    .describe(
      "`edge`: through the tenant's URL; `firewall`: by networks that are let in; `local`: on its machine only",
    ),
  range: z.tuple([z.int(), z.int()]).describe("The machine's port is one of these, both ends included"),
});
export type TemplatePort = z.infer<typeof TemplatePort>;

/** A template as the API shows it. */
export const TemplateOffer = z.object({
  name: Template,
  title: z.string(),
  description: z.string().describe("What it is for"),
  available: z.boolean().describe("Whether a signup may choose it: true of all that are listed"),
  versions: z.array(z.string()).describe("The versions that a signup may ask for"),
  defaultVersion: z.string().nullable().describe("The one that it gets when it asks for none"),
  resources: z
    .object({ memoryGib: z.number(), diskGib: z.number().optional(), cores: z.number().optional() })
    .describe("What a machine must have at least for the default version"),
  modes: z.array(z.enum(["dedicated", "shared"])).describe("Kinds of placements that the default version may have"),
  ports: z.array(TemplatePort).describe("What the default version is reached at, by name"),
  settings: z.array(TemplateSetting).describe("What `settings` of a signup may choose"),
});
export type TemplateOffer = z.infer<typeof TemplateOffer>;
