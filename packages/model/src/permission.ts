import { z } from "zod";

/**
 * What a caller may do: `<thing>:<verb>`. `write` makes, changes and ends; `operate` acts on what is there without making or ending it;
 * `secrets:read` shows what is masked otherwise. `platform:admin` is the operator's alone: hosts, platform accounts, other organizations.
 */
export const PERMISSIONS = [
  "offer:read",
  "tenants:read",
  "tenants:write",
  "tenants:operate",
  "secrets:read",
  "backups:read",
  "backups:write",
  "approvals:read",
  "approvals:write",
  "ledger:read",
  "ledger:write",
  "credentials:read",
  "credentials:write",
  "webhooks:read",
  "webhooks:write",
  "audit:read",
  "organization:read",
  "organization:write",
  "members:read",
  "members:write",
  "api-keys:read",
  "api-keys:write",
  "platform:admin",
] as const;
export const Permission = z.enum(PERMISSIONS);
export type Permission = z.infer<typeof Permission>;

/** What a member of an organization is there; each may do what those before it may, and more. */
export const MEMBER_ROLES = ["viewer", "member", "admin", "owner"] as const;
export const MemberRole = z.enum(MEMBER_ROLES);
export type MemberRole = z.infer<typeof MemberRole>;

/** A member's role, or `operator`: who runs the service. */
export const ROLES = [...MEMBER_ROLES, "operator"] as const;
export type Role = (typeof ROLES)[number];
