import { isFreeholdError } from "@freehold/model";
import * as pulumi from "@pulumi/pulumi";

/** Ends the update with a message on the resource and without a stack trace. */
export function refuse(resource: pulumi.Resource, message: string): never {
  throw new pulumi.ResourceError(message, resource, true);
}

/** The result of `check`; a foreseen failure in it ends the update as {@link refuse} does. */
export function checked<T>(resource: pulumi.Resource, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (isFreeholdError(error)) refuse(resource, error.message);
    throw error;
  }
}
