import { optionalSdk } from "./optional-sdk.ts";

// The modules alone: the whole package takes 20 MB to load.

/** Of `@pulumi/cloudflare`: what makes a record. */
export const dnsRecord: typeof import("@pulumi/cloudflare/dnsRecord.js") = optionalSdk(
  "@pulumi/cloudflare/dnsRecord.js",
);

/** Of `@pulumi/cloudflare`: what finds records. */
export const dnsRecords: typeof import("@pulumi/cloudflare/getDnsRecords.js") = optionalSdk(
  "@pulumi/cloudflare/getDnsRecords.js",
);

/** Of `@pulumi/cloudflare`: what finds a zone. */
export const zones: typeof import("@pulumi/cloudflare/getZone.js") = optionalSdk("@pulumi/cloudflare/getZone.js");
