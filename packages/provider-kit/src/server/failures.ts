import type { CheckFailure as CheckFailureMessage } from "@pulumi/pulumi/proto/provider_pb.js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import type { CheckFailure } from "../resource.ts";

/**
 * Check failures as the engine takes them. For a failure with a property the engine shows the property's value too, in
 * plain text even when it is secret; so what may be secret is reported as a failure of the resource as a whole.
 */
export function checkFailures(
  failures: readonly CheckFailure[],
  mayBeSecret: (property: string) => boolean,
): CheckFailureMessage[] {
  return failures.map(({ property, reason }) => {
    const hidden = property !== "" && mayBeSecret(property);
    const message = new providerPb.CheckFailure();
    message.setProperty(hidden ? "" : property);
    message.setReason(hidden ? `${property} ${reason}` : reason);
    return message;
  });
}
