import { FreeholdError } from "@freehold/model";

/** What a process of the service does: everything, HTTP, or operations and background loops. */
export const ROLES = ["all", "api", "worker"] as const;
export type Role = (typeof ROLES)[number];

/** What of the configuration a role depends on. */
interface NeedsOfRoles {
  role: Role;
  database: { kind: "pglite" | "postgres" };
  clouds: { kind: "sandbox"; attachTo?: string } | { kind: "live" };
  masterKey?: string;
  adminKey?: string;
  backendUrl?: string;
}

/**
 * A process that is not the whole service shares what it keeps with others, which are on other machines.
 *
 * @throws FreeholdError `invalid_request` that names the setting by which it would keep something for itself
 */
export function assertRoleFits(config: NeedsOfRoles): void {
  const { role, database, clouds } = config;
  if (role === "all") return;
  const refuse = (setting: string, why: string): never => {
    throw new FreeholdError("invalid_request", `FREEHOLD_ROLE=${role} needs ${setting}: ${why}, got none`, {
      nextStep: `set ${setting}, the same for every process, or leave FREEHOLD_ROLE out`,
    });
  };
  if (database.kind === "pglite") refuse("DATABASE_URL", "the embedded database is one process's own");
  if (config.masterKey === undefined) refuse("FREEHOLD_MASTER_KEY", "each process would make a key of its own");
  if (role === "api" && config.adminKey === undefined)
    refuse("FREEHOLD_ADMIN_KEY", "each process would make a key of its own");
  if (role === "worker" && config.backendUrl === undefined)
    refuse("PULUMI_BACKEND_URL", "a tenant's state in one worker's folder is not there for the next");
  if (clouds.kind === "sandbox" && clouds.attachTo === undefined)
    refuse("FREEHOLD_SANDBOX", "a sandbox in one process is not there for the others");
}
