import { findEngine } from "@freehold/toolchain";
import type { ProgramSource } from "../src/contract.ts";

/** The engine's binary; undefined where the tests that need it skip. */
export const PULUMI_BIN = await findEngine({ env: process.env });

/** Programs that tests run beside the product's. */
export const TEST_PROGRAMS: Record<string, ProgramSource> = Object.fromEntries(
  ["plain", "throws", "hangs", "leaks", "refuses-input", "server"].map((name) => [
    name,
    { project: `test-${name}`, module: new URL(`./programs/${name}.ts`, import.meta.url).href },
  ]),
);

export const PASSPHRASE = "correct horse battery staple";
