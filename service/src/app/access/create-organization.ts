import {
  FreeholdError,
  type IssuedApiKey,
  type Member,
  type Organization,
  type OrganizationSpec,
} from "@freehold/model";
import type { OrganizationRow } from "../../db/entities/organization.ts";
import type { Em } from "../../db/kernel/em.ts";
import { insertOrganization } from "../../db/organizations.ts";
import type { AppContext, Caller } from "../context.ts";
import { type Answer, answerOnce, type IdempotencyKey } from "../requests/answer-once.ts";
import { writeMember } from "./create-member.ts";
import { revealKey } from "./issue-api-key.ts";
import { readOrganization } from "./read-organizations.ts";

/**
 * Makes an organization and, when one is named, its owner with an API key.
 *
 * @param idempotencyKey Requests with the same key get the same answer, without the API key. @default - every request is a new one
 * @throws FreeholdError `organization_name_taken`, `idempotency_conflict`
 */
export async function createOrganization(
  context: AppContext,
  caller: Caller,
  spec: OrganizationSpec,
  idempotencyKey?: IdempotencyKey,
): Promise<Answer> {
  let secret: string | undefined;
  const { status, body } = await context.db.transaction((em) =>
    answerOnce(em, idempotencyKey, async () => {
      const written = await writeOrganization(em, context, caller, spec);
      secret = written.secret;
      return { status: 201, body: written.body };
    }),
  );
  return { status, body: revealKey(body, secret) };
}

interface Written {
  body: { organization: Organization; member: Member | null; apiKey: IssuedApiKey | null };
  secret?: string;
}

async function writeOrganization(
  em: Em,
  context: AppContext,
  caller: Caller,
  spec: OrganizationSpec,
): Promise<Written> {
  const row = rowOf(context, spec);
  if (!(await insertOrganization(em, row))) throw organizationNameTaken(row.name);
  const organization = await readOrganization(em, caller, row.id);
  if (spec.owner === undefined) return { body: { organization, member: null, apiKey: null } };
  const { body, secret } = await writeMember(em, context, caller, row.id, { ...spec.owner, role: "owner" });
  return { body: { organization, ...body }, secret };
}

function rowOf({ newId, now }: AppContext, { name, tier, quotas }: OrganizationSpec): OrganizationRow {
  return {
    id: newId("o"),
    name,
    tier,
    maxTenants: quotas?.tenants ?? null,
    maxMachines: quotas?.machines ?? null,
    createdAt: now(),
    removedAt: null,
  };
}

export function organizationNameTaken(name: string): FreeholdError {
  return new FreeholdError("organization_name_taken", `an organization is called "${name}" already`, {
    errors: [{ pointer: "/name", detail: `must be no other organization's, got "${name}"` }],
    nextStep: "choose another name",
  });
}
