import { sql } from "@mikro-orm/core";
import { MemberRow } from "./entities/member.ts";
import { type Em, FRESH } from "./kernel/em.ts";
import { unlessTaken } from "./kernel/unless-taken.ts";

/** False when a member of the organization has the address; the transaction must then be rolled back. */
export async function insertMember(em: Em, row: MemberRow): Promise<boolean> {
  return unlessTaken(() => em.insert(MemberRow, row));
}

export async function findMember(em: Em, organization: string, id: string): Promise<MemberRow | null> {
  return em.findOne(MemberRow, { organization, id, removedAt: null }, FRESH);
}

/** Oldest first. */
export async function listMembers(em: Em, organization: string): Promise<MemberRow[]> {
  return em.find(
    MemberRow,
    { organization, removedAt: null },
    { ...FRESH, orderBy: { createdAt: "asc", id: "asc" }, limit: 1000 },
  );
}

/** False when another member has the address; the transaction must then be rolled back. */
export async function changeMember(
  em: Em,
  { organization, id }: Pick<MemberRow, "organization" | "id">,
  changes: Partial<Pick<MemberRow, "name" | "email" | "role" | "removedAt">>,
): Promise<boolean> {
  if (Object.keys(changes).length === 0) return true;
  return unlessTaken(() => em.nativeUpdate(MemberRow, { organization, id }, changes));
}

export async function removeMembers(em: Em, organization: string): Promise<void> {
  await em.nativeUpdate(MemberRow, { organization, removedAt: null }, { removedAt: sql.now() });
}
