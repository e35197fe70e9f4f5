import { channel } from "node:diagnostics_channel";
import { FreeholdError, MEMBER_ROLES, PERMISSIONS, type Permission, type Role } from "@freehold/model";
import type { Caller } from "../context.ts";

const VIEWER = [
  "offer:read",
  "tenants:read",
  "backups:read",
  "approvals:read",
  "ledger:read",
  "organization:read",
  "members:read",
] as const satisfies readonly Permission[];

const MEMBER = [
  ...VIEWER,
  "tenants:write",
  "tenants:operate",
  "secrets:read",
  "backups:write",
] as const satisfies readonly Permission[];

const ADMIN = [
  ...MEMBER,
  "approvals:write",
  "ledger:write",
  "credentials:read",
  "credentials:write",
  "webhooks:read",
  "webhooks:write",
  "audit:read",
  "members:write",
  "api-keys:read",
  "api-keys:write",
] as const satisfies readonly Permission[];

const OWNER = [...ADMIN, "organization:write"] as const satisfies readonly Permission[];

/** What each role may do; nothing else decides it. */
const PERMISSIONS_OF: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: VIEWER,
  member: MEMBER,
  admin: ADMIN,
  owner: OWNER,
  operator: PERMISSIONS,
};

/** What a role may do or, within it, a key that is for less. @param scopes Null: all that the role may */
export function permissionsOf(role: Role, scopes: readonly Permission[] | null = null): ReadonlySet<Permission> {
  return new Set(
    scopes === null ? PERMISSIONS_OF[role] : PERMISSIONS_OF[role].filter((permission) => scopes.includes(permission)),
  );
}

/** Told that somebody was found to be permitted. Tests listen, so that no route answers unasked; without a listener it costs nothing. */
export const PERMITTED = channel("freehold:permitted");

/** @throws FreeholdError `forbidden` that names the permission which lacks */
export function assertPermitted({ role, permissions }: Caller, needed: Permission): void {
  if (permissions.has(needed)) {
    PERMITTED.publish(needed);
    return;
  }
  throw new FreeholdError(
    "forbidden",
    `this needs the permission ${needed}, which the API key (${role}) does not have`,
    {
      nextStep:
        needed === "platform:admin"
          ? "use the operator's API key"
          : `use a key that has ${needed}; a member with the role ${rolesWith(needed)} can make one`,
    },
  );
}

/** Nobody gives away more than they have. @throws FreeholdError `forbidden` that names a permission which lacks */
export function assertMayGive(caller: Caller, given: ReadonlySet<Permission>): void {
  for (const permission of given) assertPermitted(caller, permission);
}

function rolesWith(permission: Permission): string {
  const roles = MEMBER_ROLES.filter(
    (role) => PERMISSIONS_OF[role].includes(permission) && PERMISSIONS_OF[role].includes("api-keys:write"),
  );
  return roles.join(" or ");
}
