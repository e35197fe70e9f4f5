import { sharedHostConfigFromPulumi, sharedHostProgram } from "@freehold/stack-shared-host";

/** A shared host's stack, configured by nothing but the stack's own configuration. */
export async function program(): Promise<Record<string, unknown>> {
  return { ...sharedHostProgram(sharedHostConfigFromPulumi({})) };
}
