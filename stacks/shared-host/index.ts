import { isFreeholdError } from "@freehold/model";
import * as pulumi from "@pulumi/pulumi";
import { sharedHostConfigFromPulumi, sharedHostProgram } from "./program.ts";

/** A wrong configuration is the operator's to correct: a message without a stack trace. */
function build() {
  try {
    return sharedHostProgram(sharedHostConfigFromPulumi(process.env));
  } catch (error) {
    if (isFreeholdError(error)) throw new pulumi.RunError([error.message, error.nextStep].filter(Boolean).join("; "));
    throw error;
  }
}

export const { host, sshPrivateKey, dns, costPerMonth } = build();
