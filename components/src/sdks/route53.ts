import { optionalSdk } from "./optional-sdk.ts";

// The two modules alone: the whole package takes 150 ms and 20 MB to load, these take one millisecond.

/** Of `@pulumi/aws`: what makes a record. */
export const records: typeof import("@pulumi/aws/route53/record.js") = optionalSdk("@pulumi/aws/route53/record.js");

/** Of `@pulumi/aws`: what finds a zone. */
export const hostedZones: typeof import("@pulumi/aws/route53/getZone.js") = optionalSdk(
  "@pulumi/aws/route53/getZone.js",
);
