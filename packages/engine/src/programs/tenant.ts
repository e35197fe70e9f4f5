import { tenantConfigFromPulumi, tenantProgram } from "@freehold/stack-tenant";

/** The tenant's stack, configured by nothing but the stack's own configuration. */
export async function program(): Promise<Record<string, unknown>> {
  return tenantProgram(tenantConfigFromPulumi({}));
}
