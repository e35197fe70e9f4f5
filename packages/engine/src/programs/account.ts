import { accountConfigFromPulumi, accountProgram } from "@freehold/stack-account";

/** The stack that an account's tenants share, configured by nothing but its own configuration. */
export async function program(): Promise<Record<string, unknown>> {
  return accountProgram(accountConfigFromPulumi({}));
}
