import { FreeholdError, type Member, type MemberChanges, type MemberRole } from "@freehold/model";
import { revokeKeys, setRoleOfKeys } from "../../db/api-keys.ts";
import type { MemberRow } from "../../db/entities/member.ts";
import type { Em } from "../../db/kernel/em.ts";
import { changeMember as change, listMembers } from "../../db/members.ts";
import { lockOrganization } from "../../db/organizations.ts";
import type { AppContext, Caller } from "../context.ts";
import { memberExists } from "./create-member.ts";
import { assertMayGive, permissionsOf } from "./permissions.ts";
import { memberRowOf, memberView, readMember } from "./read-members.ts";

/**
 * Changes a member. Nobody changes one who may do more than they themselves, nor gives such a role.
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
    const row = await changeableRowOf(em, caller, id);
    if (role !== undefined) await changeRole(em, caller, row, role);
    const changes = { ...(name !== undefined && { name }), ...(email !== undefined && { email }) };
    if (!(await change(em, row, changes))) throw memberExists(email ?? "");
    return readMember(em, caller, id);
  });
}

/** Ends a membership and the member's API keys. @throws FreeholdError `not_found`, `forbidden`, `last_owner` */
export async function removeMember(context: AppContext, caller: Caller, id: string): Promise<Member> {
  return context.db.transaction(async (em) => {
    const row = await changeableRowOf(em, caller, id);
    await assertOwnerLeft(em, row);
    await change(em, row, { removedAt: context.now() });
    await revokeKeys(em, row.organization, id);
    return memberView(row);
  });
}

async function changeRole(em: Em, caller: Caller, row: MemberRow, role: MemberRole): Promise<void> {
  assertMayGive(caller, permissionsOf(role));
  if (role !== "owner") await assertOwnerLeft(em, row);
  await change(em, row, { role });
  await setRoleOfKeys(em, row.organization, row.id, role);
}

/** One change of an organization's members at a time: two owners who leave at once would both see the other. */
async function changeableRowOf(em: Em, caller: Caller, id: string): Promise<MemberRow> {
  await lockOrganization(em, caller.organization);
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
