import { type ApiKeySpec, FreeholdError, type Permission } from "@freehold/model";
import type { Em } from "../../db/kernel/em.ts";
import type { AppContext, Caller } from "../context.ts";
import { type Answer, answerOnce, type IdempotencyKey } from "../requests/answer-once.ts";
import { issueApiKey, type NewApiKey, revealKey } from "./issue-api-key.ts";
import { OPERATOR_ORGANIZATION } from "./operator.ts";
import { assertMayGive, permissionsOf } from "./permissions.ts";
import { memberRowOf } from "./read-members.ts";

/**
 * Makes an API key of the caller's organization. It may do no more than the caller.
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
    scopes,
    expiresAt: assertFuture(context, spec.expiresAt),
  };
}

/** When a key is to end. @throws FreeholdError `invalid_request` for a time that is over */
export function assertFuture({ now }: AppContext, expiresAt: string | null | undefined): Date | null {
  if (expiresAt == null) return null;
  const at = new Date(expiresAt);
  if (at > now()) return at;
  throw wrong("/expiresAt", `must be in the future, got ${expiresAt}`);
}

function assertWithin(role: NewApiKey["role"], scopes: readonly Permission[]): void {
  const beyond = scopes.filter((scope) => !permissionsOf(role).has(scope));
  if (beyond.length > 0) throw wrong("/scopes", `must be permissions of the role ${role}, got ${beyond.join(", ")}`);
}

function bothOf(): FreeholdError {
  return wrong("/role", "must be left out with memberId: a member's key has the member's role");
}

function operatorElsewhere(): FreeholdError {
  return wrong("/role", "must be a member's role: the operator's keys are of the operator's own organization");
}

function wrong(pointer: string, detail: string): FreeholdError {
  return new FreeholdError("invalid_request", `the key cannot be made: ${pointer} ${detail}`, {
    errors: [{ pointer, detail }],
    nextStep: "correct the field that `errors` names and send the request again",
  });
}
