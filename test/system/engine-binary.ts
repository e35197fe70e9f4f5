import { findEngine } from "@freehold/toolchain";

/** Path of the Pulumi engine; undefined where the tests that need it skip. */
export const pulumiBin = await findEngine({ env: process.env });
