import { isFreeholdError } from "@freehold/model";
import * as pulumi from "@pulumi/pulumi";
import { tenantConfigFromPulumi, tenantProgram } from "./program.ts";
import { versionFor } from "./version-in-state.ts";

/** A wrong configuration is the operator's to correct: a message without a stack trace. */
async function build() {
  try {
    const config = tenantConfigFromPulumi(process.env);
    const templateVersion = versionFor(config, await outputsInState());
    return tenantProgram({ ...config, ...(templateVersion === undefined ? {} : { templateVersion }) });
  } catch (error) {
    if (isFreeholdError(error)) throw new pulumi.RunError([error.message, error.nextStep].filter(Boolean).join("; "));
    throw error;
  }
}

/**
 * What the last update that ended well left in the stack's own state. The engine's function of which a `StackReference` is made, which would
 * be a resource of the stack itself.
 */
async function outputsInState(): Promise<Record<string, unknown>> {
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const { outputs } = await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name });
  return outputs;
}

export const { machine, sshPrivateKey, url, endpoints, workload, credentials, dns, costPerMonth } = await build();
