import { FreeholdError } from "@freehold/model";
import { z } from "zod";
import {
  clockError,
  generateSigningSecret,
  MESSAGE_ID_KEPT_SEC,
  type SignedMessage,
  verifySignedMessage,
} from "../../crypto/signed-message.ts";
import { findHeartbeatKey, recordHeartbeat } from "../../db/heartbeats.ts";
import { openOperationsOfTenant } from "../../db/operations.ts";
import { takeMessageId } from "../../db/received-messages.ts";
import { lockTenant } from "../../db/tenants.ts";
import type { AppContext } from "../context.ts";
import { type Finding, recordCondition } from "../ledger/record-condition.ts";
import { unstorableIn } from "../requests/unstorable-in.ts";
import { openHeartbeatKey } from "../secrets/sealed.ts";

/** What a machine says: `hostctl status`, of which only what is used is asked for. */
export const Heartbeat = z.object({
  tenant: z
    .string()
    .regex(/^[a-z0-9]{1,64}$/)
    .meta({ description: "Id of the tenant whose machine reports" }),
  status: z
    .object({
      machine: z.object({
        docker: z.enum(["running", "down"]),
        unmounted: z
          .string()
          .max(500)
          .optional()
          .meta({ description: "Data disks that should be mounted and are not" }),
      }),
      workloads: z
        .array(
          z.object({ name: z.string().max(64), state: z.string().max(64), detail: z.string().max(1000).optional() }),
        )
        .max(100),
    })
    .meta({ description: "The answer of `hostctl status`" }),
});
export type Heartbeat = z.infer<typeof Heartbeat>;

/** What nobody signs with. A report in the name of a tenant that does not exist is checked against it, as thoroughly as any other. */
const NOBODYS_KEY = generateSigningSecret();

/**
 * Takes a machine's report, and makes it the tenant's condition `heartbeat`. One that came before changes nothing.
 *
 * @returns False for a repetition
 * @throws FreeholdError `unauthenticated`, by the same checks and in the same words for a tenant that does not report and for one that does;
 * `invalid_request` for a body that is not as it should be
 */
export async function takeHeartbeat(context: AppContext, message: SignedMessage): Promise<boolean> {
  const heartbeat = parse(message.body);
  const { db, envelope, now } = context;
  const sealed = await findHeartbeatKey(db.em(), heartbeat.tenant);
  const key = sealed === null ? NOBODYS_KEY : openHeartbeatKey(envelope, heartbeat.tenant, sealed);
  const behindSec = clockError(key, message, now());
  // The answer is as to every message that is not taken; the tenant is shown why.
  if (behindSec !== undefined)
    await recordClock(context, heartbeat.tenant, { status: "failing", reason: clockReason(behindSec) });
  verifySignedMessage(key, message, now());
  return db.transaction(async (em) => {
    const tenant = await lockTenant(em, heartbeat.tenant);
    if (!(await takeMessageId(em, `heartbeat/${tenant.id}`, message.id, MESSAGE_ID_KEPT_SEC))) return false;
    await recordHeartbeat(em, tenant.id);
    // While it is being changed, it is not judged.
    if ((await openOperationsOfTenant(em, tenant.id)).length === 0) {
      await recordCondition(em, tenant, "heartbeat", findingOf(heartbeat), now());
      if (tenant.conditions.clock !== undefined)
        await recordCondition(em, await lockTenant(em, tenant.id), "clock", { status: "ok", reason: null }, now());
    }
    return true;
  });
}

async function recordClock({ db, now }: AppContext, tenantId: string, finding: Finding): Promise<void> {
  await db.transaction(async (em) => {
    const tenant = await lockTenant(em, tenantId);
    await recordCondition(em, tenant, "clock", finding, now());
  });
}

function clockReason(behindSec: number): string {
  const minutes = Math.round(Math.abs(behindSec) / 60);
  return `the machine's clock is ${minutes} minutes ${behindSec > 0 ? "behind" : "ahead"}: its reports are refused for their time`;
}

/** What is paused is as it should be; what starts will be. */
const HEALTHY = new Set(["running", "starting", "paused"]);

function findingOf({ status: { machine, workloads } }: Heartbeat): Finding {
  if (machine.unmounted !== undefined) {
    // What is written meanwhile is on the machine's own disk.
    return { status: "failing", reason: `the data disk is not mounted at ${machine.unmounted}` };
  }
  if (machine.docker === "down") return { status: "failing", reason: "Docker does not run on the machine" };
  const unhealthy = workloads
    .filter(({ state }) => !HEALTHY.has(state))
    .map(({ name, state, detail }) => `${name} is ${state}${detail === undefined ? "" : `: ${detail}`}`);
  if (unhealthy.length > 0) return { status: "warning", reason: unhealthy.join(", ").slice(0, 500) };
  return { status: "ok", reason: null };
}

function parse(body: string): Heartbeat {
  const parsed = Heartbeat.safeParse(jsonOf(body));
  const issues = parsed.success
    ? unstorableIn(parsed.data)
    : parsed.error.issues.map(({ path, message }) => ({ path, detail: message }));
  if (parsed.success && issues.length === 0) return parsed.data;
  throw new FreeholdError("invalid_request", "the body is no heartbeat", {
    errors: issues.map(({ path, detail }) => ({ pointer: `/${path.join("/")}`, detail })),
    nextStep: "send what templates/host/heartbeat sends",
  });
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new FreeholdError("malformed_json", "the body is not JSON", {
      cause,
      nextStep: "send what templates/host/heartbeat sends",
    });
  }
}
