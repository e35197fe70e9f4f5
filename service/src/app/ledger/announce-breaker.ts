import { announceEvent } from "../../db/announced-events.ts";
import { recordAudit } from "../../db/audit.ts";
import type { Em } from "../../db/kernel/em.ts";
import { OPERATOR_ORGANIZATION } from "../access/operator.ts";

/** Announces what a circuit breaker did to the operator and, for an account of its own, to its organization. @param owner Null: the platform's */
export async function announceBreaker(
  em: Em,
  type: "ledger.brake_on" | "ledger.brake_released",
  data: Record<string, unknown>,
  owner: string | null = null,
): Promise<void> {
  for (const organization of new Set([OPERATOR_ORGANIZATION, owner ?? OPERATOR_ORGANIZATION]))
    await announceEvent(em, { organization, type, subject: "ledger", data });
}

/** @param place The account or host. @default - the fleet's circuit breaker */
export async function recordTrip(em: Em, reason: string, place?: string): Promise<void> {
  await recordAudit(em, {
    ...{ organization: OPERATOR_ORGANIZATION, actor: "system:ledger", action: "putBrakeOn", subject: "ledger" },
    detail: { reason, ...(place !== undefined && { place }) },
  });
}
