import { FreeholdError } from "@freehold/model";

/** The failure of a signup whose name a live tenant has. */
export function nameTaken(name: string, zone: string, cause?: unknown): FreeholdError {
  return new FreeholdError("tenant_name_taken", `a tenant named "${name}" already lives in ${zone}`, {
    cause,
    errors: [{ pointer: "/name", detail: `must be unique in ${zone}, got "${name}", which a live tenant has` }],
    nextStep: `choose another name; when the creation of your "${name}" failed, retry it with POST /v1/tenants/${name}/retry`,
  });
}
