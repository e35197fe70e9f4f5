import type { ApiKeySpec, FreeholdError, Permission } from "@freehold/model";
import type { Em } from "../../db/kernel/em.ts";
import type { AppContext, Caller } from "../context.ts";
import { type Answer, answerOnce, type IdempotencyKey } from "../requests/answer-once.ts";
import { endOfGiven } from "./end-of-given.ts";
import { issueApiKey, type NewApiKey, revealKey } from "./issue-api-key.ts";
import { lockAccess } from "./lock-access.ts";
import { OPERATOR_ORGANIZATION } from "./operator.ts";
import { assertMayGive, permissionsOf } from "./permissions.ts";
import { memberRowOf } from "./read-members.ts";
import { wrongKey } from "./wrong-key.ts";

/**
 * Makes an API key of the caller's organization. It may do no more than the caller, and no longer.
 *
 * @param idempotencyKey Requests with the same key get the same answer, without the API key. @default - every request is a new one
 * @throws FreeholdError `invalid_request`, `not_found` (member), `forbidden`, `idempotency_conflict`
 */
export async function createApiKey(
  context: AppContext,
  caller: Caller,
  spec: ApiKeySpec,
  idempotencyKey?: IdempotencyKey,
): Promise<Answer> {
  let secret: string | undefined;
  const { status, body } = await context.db.transaction((em) =>
    answerOnce(em, idempotencyKey, async () => {
      // A member who is removed meanwhile gets no key, and makes none.
      await lockAccess(em, context, caller);
      const issued = await issueApiKey(em, context, await decide(em, context, caller, spec));
      secret = issued.secret;
      return { status: 201, body: { apiKey: issued.apiKey } };
    }),
  );
  return { status, body: revealKey(body, secret) };
}

async function decide(em: Em, context: AppContext, caller: Caller, spec: ApiKeySpec): Promise<NewApiKey> {
  const { name, memberId, scopes = null } = spec;
  const { organization } = caller;
  if (memberId !== undefined && spec.role !== undefined) throw bothOf();
  const role = memberId === undefined ? (spec.role ?? caller.role) : (await memberRowOf(em, caller, memberId)).role;
  if (role === "operator" && organization !== OPERATOR_ORGANIZATION) throw operatorElsewhere();
  if (scopes !== null) assertWithin(role, scopes);
  assertMayGive(caller, permissionsOf(role, scopes));
  return {
    organization,
    name,
    role,
    memberId: memberId ?? null,
    issuedBy: memberId === undefined ? caller.person : null,
    scopes,
    expiresAt: endOfGiven(context, caller, spec.expiresAt),
  };
}

function assertWithin(role: NewApiKey["role"], scopes: readonly Permission[]): void {
  const beyond = scopes.filter((scope) => !permissionsOf(role).has(scope));
  if (beyond.length > 0) throw wrongKey("/scopes", `must be permissions of the role ${role}, got ${beyond.join(", ")}`);
}

function bothOf(): FreeholdError {
  return wrongKey("/role", "must be left out with memberId: a member's key has the member's role");
}

function operatorElsewhere(): FreeholdError {
  return wrongKey("/role", "must be a member's role: the operator's keys are of the operator's own organization");
}
