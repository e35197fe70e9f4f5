import { canonicalAddress } from "@freehold/model";
import type { CheckFailure } from "@freehold/provider-kit";

/** `validation.IsIPv4Address` of the official plugin, on the address of a reserved IP. */
export function addressFailures({ ipAddress }: { ipAddress?: string | undefined }): CheckFailure[] {
  const isIpv4 = ipAddress === undefined || (!ipAddress.includes(":") && canonicalAddress(ipAddress) !== undefined);
  return isIpv4 ? [] : [{ property: "ipAddress", reason: `must be an IPv4 address, got "${ipAddress}"` }];
}
