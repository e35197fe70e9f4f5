import { join } from "node:path";
import type { ValidateFunction } from "ajv/dist/2020.js";
import { createAjv, problemsOf, readJson, type Schema } from "./json-schema.ts";
import type { CheckAnswer } from "./prover.ts";

/** Schema of each route's `result`, by its name in the current schemas; `[]` means a list. */
const RESULTS: Record<string, string> = {
  "GET /zones": "zones.Zone[]",
  "POST /zones": "zones.Zone",
  "GET /zones/{zone_id}": "zones.Zone",
  "PATCH /zones/{zone_id}": "zones.Zone",
  "DELETE /zones/{zone_id}": "zones.ZoneDeleteResponse",
  "GET /zones/{zone_id}/dns_records": "dns.RecordResponse[]",
  "POST /zones/{zone_id}/dns_records": "dns.RecordResponse",
  "GET /zones/{zone_id}/dns_records/{dns_record_id}": "dns.RecordResponse",
  "PUT /zones/{zone_id}/dns_records/{dns_record_id}": "dns.RecordResponse",
  "PATCH /zones/{zone_id}/dns_records/{dns_record_id}": "dns.RecordResponse",
  "DELETE /zones/{zone_id}/dns_records/{dns_record_id}": "dns.RecordDeleteResponse",
  "POST /zones/{zone_id}/dns_records/batch": "dns.RecordBatchResponse",
};

/**
 * Checks answers against two sources: envelopes, refusals and zones against the vendor's OpenAPI document (2024),
 * results against the schemas of the vendor's current SDK (2026), which changed what a record has.
 */
export function cloudflareSpec(specsDir: string): CheckAnswer {
  const openapi = readJson(join(specsDir, "cloudflare-2024.openapi.json"));
  const { schemas } = readJson(join(specsDir, "cloudflare-2026.schemas.json")) as { schemas: Record<string, Schema> };
  const ajv = createAjv();
  ajv.addSchema(openapi, "cloudflare-2024");
  const fromOpenapi = (name: string) => ajv.compile({ $ref: `cloudflare-2024#/components/schemas/${name}` });
  const isSuccess = fromOpenapi("dns-records_api-response-common");
  const isFailure = fromOpenapi("dns-records_api-response-common-failure");
  const isResultInfo = fromOpenapi("dns-records_result_info");
  const isVerdict = fromOpenapi("iam_response_single_segment");
  const results = new Map<string, ValidateFunction>();

  return (route, status, body) => {
    if (status !== 200) return problems(isFailure, body);
    if (route === "GET /user/tokens/verify") return problems(isVerdict, body);
    const name = RESULTS[route];
    if (name === undefined) return [`no schema is known for the result of ${route}`];
    const { result, result_info } = body as { result: unknown; result_info?: unknown };
    const validate = results.get(name) ?? ajv.compile(schemaOf(schemas, name));
    results.set(name, validate);
    const paging = name.endsWith("[]") ? problems(isResultInfo, result_info) : [];
    return [...problems(isSuccess, body), ...problems(validate, result), ...paging];
  };
}

/** The schemas hold references to their own `$defs`, so a list puts the item's definitions at its root. */
function schemaOf(schemas: Record<string, Schema>, name: string): Schema {
  const schema = schemas[name.replace("[]", "")] ?? {};
  if (!name.endsWith("[]")) return schema;
  const { $defs, ...items } = schema;
  return { type: "array", items, ...($defs !== undefined && { $defs }) };
}

function problems(validate: ValidateFunction, value: unknown): string[] {
  return validate(value) ? [] : problemsOf(validate.errors);
}
