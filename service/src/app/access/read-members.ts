import { FreeholdError, type Member } from "@freehold/model";
import type { MemberRow } from "../../db/entities/member.ts";
import type { Em } from "../../db/kernel/em.ts";
import { findMember, listMembers } from "../../db/members.ts";
import type { AppContext, Caller } from "../context.ts";

/** The members of the caller's organization, oldest first, at most 1,000. */
export async function readMembers({ db }: AppContext, caller: Caller): Promise<Member[]> {
  return (await listMembers(db.em(), caller.organization)).map(memberView);
}

/** @throws FreeholdError `not_found` */
export async function readMember(em: Em, caller: Caller, id: string): Promise<Member> {
  return memberView(await memberRowOf(em, caller, id));
}

/** @throws FreeholdError `not_found` */
export async function memberRowOf(em: Em, caller: Caller, id: string): Promise<MemberRow> {
  const row = await findMember(em, caller.organization, id);
  if (row !== null) return row;
  throw new FreeholdError("not_found", `there is no member ${id}`, {
    nextStep: "list the members with GET /v1/members",
  });
}

/** A member as the API shows it. */
export function memberView({ id, name, email, role, createdAt }: MemberRow): Member {
  return { id, name, email, role, createdAt: createdAt.toISOString() };
}
