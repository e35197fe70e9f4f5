import { FreeholdError } from "@freehold/model";
import type { ProgramSource } from "../contract.ts";

const OURS: Readonly<Record<string, ProgramSource>> = {
  tenant: { project: "freehold-tenant", module: new URL("./tenant.ts", import.meta.url).href },
  account: { project: "freehold-account", module: new URL("./account.ts", import.meta.url).href },
  "shared-host": { project: "freehold-shared-host", module: new URL("./shared-host.ts", import.meta.url).href },
};

/** The programs that an engine can run, by name. */
export interface ProgramRegistry {
  /** @throws FreeholdError `invalid_request` for a name that nobody registered */
  find(name: string): ProgramSource;
  modules(): string[];
}

export function createProgramRegistry(further: Readonly<Record<string, ProgramSource>> = {}): ProgramRegistry {
  const programs = { ...OURS, ...further };
  return {
    find(name) {
      const program = programs[name];
      if (program !== undefined) return program;
      throw new FreeholdError(
        "invalid_request",
        `unknown program ${JSON.stringify(name)}; known: ${Object.keys(programs).join(", ")}`,
      );
    },
    modules: () => Object.values(programs).map((program) => program.module),
  };
}
