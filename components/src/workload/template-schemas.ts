import { z } from "zod";
import { Manifest } from "./manifest/manifest-schema.ts";
import { TemplateInfo } from "./manifest/template-schema.ts";

/** JSON schemas of a template's files, for editors: of `template.yaml`, and of the `manifest.yaml` of each version. */
export function templateSchemas(): { template: object; manifest: object } {
  const schemaOf = (schema: z.ZodType): object => z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return { template: schemaOf(TemplateInfo), manifest: schemaOf(Manifest) };
}
