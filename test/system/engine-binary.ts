import { findEngine } from "@freehold/toolchain";
import { describe } from "@jest/globals";

/** Path of the Pulumi engine; undefined where the tests that need it skip. */
export const pulumiBin = await findEngine({ env: process.env });

/** Why tests on the engine skip, for the end of their names; empty where there is one. */
export const engineReason = pulumiBin === undefined ? " (skipped: no Pulumi engine 3.250.0)" : "";

/** `describe` for tests on the real engine. */
export const withEngine = pulumiBin === undefined ? describe.skip : describe;
