import { FreeholdError, type IssuedApiKey, type Member, type MemberSpec } from "@freehold/model";
import type { Em } from "../../db/kernel/em.ts";
import { insertMember } from "../../db/members.ts";
import type { AppContext, Caller } from "../context.ts";
import { type Answer, answerOnce, type IdempotencyKey } from "../requests/answer-once.ts";
import { endOfGiven } from "./end-of-given.ts";
import { issueApiKey, revealKey } from "./issue-api-key.ts";
import { lockAccess } from "./lock-access.ts";
import { assertMayGive, permissionsOf } from "./permissions.ts";
import { memberView } from "./read-members.ts";

/**
 * Makes a member of the caller's organization, with an API key. Nobody makes a member who may do more than they themselves.
 *
 * @param idempotencyKey Requests with the same key get the same answer, without the API key. @default - every request is a new one
 * @throws FreeholdError `forbidden`, `member_exists`, `idempotency_conflict`
 */
export async function createMember(
  context: AppContext,
  caller: Caller,
  spec: MemberSpec,
  idempotencyKey?: IdempotencyKey,
): Promise<Answer> {
  assertMayGive(caller, permissionsOf(spec.role));
  let secret: string | undefined;
  const { status, body } = await context.db.transaction((em) =>
    answerOnce(em, idempotencyKey, async () => {
      await lockAccess(em, context, caller);
      const written = await writeMember(em, context, caller, caller.organization, spec);
      secret = written.secret;
      return { status: 201, body: written.body };
    }),
  );
  return { status, body: revealKey(body, secret) };
}

/** Writes a member with a first key, which ends no later than the caller's. @throws FreeholdError `member_exists` */
export async function writeMember(
  em: Em,
  context: AppContext,
  caller: Caller,
  organization: string,
  { name, email, role }: MemberSpec,
): Promise<{ body: { member: Member; apiKey: IssuedApiKey }; secret: string }> {
  const row = { id: context.newId("m"), organization, name, email, role, createdAt: context.now(), removedAt: null };
  if (!(await insertMember(em, row))) throw memberExists(email);
  const { apiKey, secret } = await issueApiKey(em, context, {
    ...{ organization, name, role, memberId: row.id, issuedBy: null, scopes: null },
    expiresAt: endOfGiven(context, caller),
  });
  return { body: { member: memberView(row), apiKey }, secret };
}

export function memberExists(email: string): FreeholdError {
  return new FreeholdError("member_exists", `a member of the organization has the address ${email} already`, {
    errors: [{ pointer: "/email", detail: `must be no other member's, got ${email}` }],
    nextStep: "change the member that is there, or use another address",
  });
}
