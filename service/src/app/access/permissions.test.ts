import { MEMBER_ROLES, PERMISSIONS } from "@freehold/model";
import { expect, test } from "@jest/globals";
import { assertPermitted, permissionsOf } from "./permissions.ts";

test("each role may do what those before it may, and more; none of a member's is the operator's", () => {
  const sizes = MEMBER_ROLES.map((role) => permissionsOf(role).size);
  const lost = MEMBER_ROLES.slice(1).flatMap((role, index) =>
    [...permissionsOf(MEMBER_ROLES[index] ?? "owner")].filter((permission) => !permissionsOf(role).has(permission)),
  );

  expect(sizes).toEqual([...new Set(sizes)].sort((a, b) => a - b));
  expect(lost).toEqual([]);
  expect(PERMISSIONS.filter((permission) => !permissionsOf("owner").has(permission))).toEqual(["platform:admin"]);
  expect(permissionsOf("operator").size).toBe(PERMISSIONS.length);
});

test("a key's scopes take from its role's permissions and add none", () => {
  expect([...permissionsOf("viewer", ["tenants:read", "tenants:write"])]).toEqual(["tenants:read"]);
});

test("a refusal names the permission and who can give it", () => {
  const caller = {
    organization: "o",
    keyId: "k",
    person: "k",
    role: "viewer",
    expiresAt: null,
    permissions: permissionsOf("viewer"),
  } as const;

  expect(() => assertPermitted(caller, "tenants:read")).not.toThrow();
  expect(() => assertPermitted(caller, "tenants:write")).toThrow(
    expect.objectContaining({
      code: "forbidden",
      message: expect.stringContaining("tenants:write"),
      nextStep: expect.stringContaining("admin or owner"),
    }),
  );
});
