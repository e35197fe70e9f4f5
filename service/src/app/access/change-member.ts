import { FreeholdError, type Member, type MemberChanges, type MemberRole } from "@freehold/model";
import { keysOfMember, revokeKeys, setRoleOfKeys } from "../../db/api-keys.ts";
import type { MemberRow } from "../../db/entities/member.ts";
import type { Em } from "../../db/kernel/em.ts";
import { changeMember as change, listMembers } from "../../db/members.ts";
import type { AppContext, Caller } from "../context.ts";
import { memberExists } from "./create-member.ts";
import { outlasts } from "./end-of-given.ts";
import { lockAccess } from "./lock-access.ts";
import { assertMayGive, permissionsOf } from "./permissions.ts";
import { memberRowOf, memberView, readMember } from "./read-members.ts";

/**
 * Changes a member. Nobody changes one who may do more than they themselves, nor gives such a role, nor gives more to keys that outlast
 * their own.
 *
 * @throws FreeholdError `not_found`, `forbidden`, `member_exists`, `last_owner`
 */
export async function changeMember(
  context: AppContext,
  caller: Caller,
  id: string,
  { name, email, role }: MemberChanges,
): Promise<Member> {
  return context.db.transaction(async (em) => {
    const row = await changeableRowOf(em, context, caller, id);
    if (role !== undefined) await changeRole(em, caller, row, role);
    const changes = { ...(name !== undefined && { name }), ...(email !== undefined && { email }) };
    if (!(await change(em, row, changes))) throw memberExists(email ?? "");
    return readMember(em, caller, id);
  });
}

/** Ends a membership and the member's API keys. @throws FreeholdError `not_found`, `forbidden`, `last_owner` */
export async function removeMember(context: AppContext, caller: Caller, id: string): Promise<Member> {
  return context.db.transaction(async (em) => {
    const row = await changeableRowOf(em, context, caller, id);
    await assertOwnerLeft(em, row);
    await change(em, row, { removedAt: context.now() });
    await revokeKeys(em, row.organization, id);
    return memberView(row);
  });
}

async function changeRole(em: Em, caller: Caller, row: MemberRow, role: MemberRole): Promise<void> {
  assertMayGive(caller, permissionsOf(role));
  if (givesMore(row.role, role)) await assertKeysEndInTime(em, caller, row);
  if (role !== "owner") await assertOwnerLeft(em, row);
  await change(em, row, { role });
  await setRoleOfKeys(em, row.organization, row.id, role);
}

function givesMore(before: MemberRole, after: MemberRole): boolean {
  const had = permissionsOf(before);
  return [...permissionsOf(after)].some((permission) => !had.has(permission));
}

/** A role reaches the keys that the member has, and would stay with them after the caller's own has ended. */
async function assertKeysEndInTime(em: Em, caller: Caller, { organization, id }: MemberRow): Promise<void> {
  const keys = await keysOfMember(em, organization, id);
  const beyond = keys.filter(({ expiresAt }) => outlasts(expiresAt, caller.expiresAt));
  if (beyond.length === 0) return;
  throw new FreeholdError(
    "forbidden",
    `the API key ends at ${caller.expiresAt?.toISOString()}, and ${beyond.length} keys of the member, which would get more permissions, do not end by then`,
    { nextStep: "use a key that ends later, or revoke the member's keys first" },
  );
}

/** One change of an organization's members at a time: two owners who leave at once would both see the other. */
async function changeableRowOf(em: Em, context: AppContext, caller: Caller, id: string): Promise<MemberRow> {
  await lockAccess(em, context, caller);
  const row = await memberRowOf(em, caller, id);
  assertMayGive(caller, permissionsOf(row.role));
  return row;
}

async function assertOwnerLeft(em: Em, { organization, id }: MemberRow): Promise<void> {
  const members = await listMembers(em, organization);
  const others = members.filter((member) => member.role === "owner" && member.id !== id);
  const isOwner = members.some((member) => member.role === "owner" && member.id === id);
  if (!isOwner || others.length > 0) return;
  throw new FreeholdError("last_owner", `member ${id} is the organization's only owner`, {
    nextStep: "make another member an owner first",
  });
}
