import { existsSync } from "node:fs";
import { test } from "@jest/globals";

/** Folder with the vendors' specifications; undefined where this machine has none. */
export const specsDir = folder(process.env.FREEHOLD_SPECS_DIR);

/** A Python that has the vendors' clients installed; undefined where this machine has none. */
export const python = process.env.FREEHOLD_PYTHON || undefined;

/** Folder with the programs in `clients/go`, built; undefined where this machine has none. */
export const goClients = folder(process.env.FREEHOLD_GO_CLIENTS);

/** Whether the table of what the clients prove is to be written and not compared. */
export const renewsConformance = process.env.FREEHOLD_RENEW === "conformance";

/** A test that is skipped, with the reason in its name, where the machine lacks what it needs. */
export function testWith<Needed>(needed: Needed | undefined, reason: string) {
  return (name: string, body: (needed: Needed) => Promise<void>) => {
    if (needed === undefined) test.skip(`${name} (skipped: ${reason})`, () => {});
    else test(name, () => body(needed));
  };
}

function folder(path: string | undefined): string | undefined {
  return path !== undefined && existsSync(path) ? path : undefined;
}
