import { FreeholdError } from "@freehold/model";
import { hostConnection } from "../../app/hosts/host-connection.ts";
import type { HostConnection } from "../../app/hosts/run-on-host.ts";
import type { Finding } from "../../app/ledger/record-condition.ts";
import { openOutputs } from "../../app/secrets/sealed.ts";
import { hostById } from "../../db/hosts.ts";
import { lockTenant, setConditions, tenantById } from "../../db/tenants.ts";
import type { JobContext } from "../runner/context.ts";
import type { Step } from "../runner/step.ts";

/**
 * Brings the machine's `hostctl`, or that of the slot's host, to this service's version before an operation uses it. One that is not there
 * yet gets it from its stack. One that cannot be reached is a condition of the tenant and no failure: whether the operation needs the machine
 * shows by itself.
 */
export const bringHostctl: Step<JobContext> = {
  name: "bring-hostctl",
  // Nothing to undo: a newer one does what the older one does.
  run: bring,
};

/** Looks again when the stack is up, which may have had to wait for the machine: does nothing where all was well before. */
export const confirmHostctl: Step<JobContext> = {
  name: "confirm-hostctl",
  // Nothing to undo, as above.
  async run(context) {
    const { conditions } = await tenantById(context.app.db.em(), context.tenant.id);
    if (conditions.hostctl !== undefined && conditions.hostctl.status !== "ok") await bring(context);
  },
};

async function bring(context: JobContext): Promise<void> {
  const { app, log, progress, signal } = context;
  const to = await machineOf(context);
  if (to === undefined) return;
  const finding = await findingOf(app.bringHostctl(to));
  signal.throwIfAborted();
  await record(context, finding);
  if (finding.reason === null) return;
  log.warn(finding.reason);
  progress.onEngineEvent({ kind: "log", level: "warning", message: finding.reason });
}

/** Undefined where there is nothing to bring it to: nothing was built, or its host or its sandbox is no more. */
async function machineOf({ app, tenant }: JobContext): Promise<HostConnection | undefined> {
  const outputs = app.clouds.isGone(tenant.accountId) ? null : openOutputs(app.envelope, tenant);
  if (outputs === null) return undefined;
  if (tenant.hostId != null) {
    const host = await hostById(app.db.em(), tenant.hostId);
    return host.deadSince === null ? hostConnection(app, host) : undefined;
  }
  const { machine, sshPrivateKey: privateKey } = outputs;
  return privateKey === "" ? undefined : { ...machine.ssh, privateKey };
}

async function findingOf(brought: Promise<void>): Promise<Finding> {
  try {
    await brought;
    return { status: "ok", reason: null };
  } catch (error) {
    if (!(error instanceof FreeholdError)) throw error;
    return {
      status: "warning",
      reason: `the machine's hostctl was not brought up to date: ${error.message}`.slice(0, 500),
    };
  }
}

/** What was always well is not written down. */
async function record({ app, tenant }: JobContext, { status, reason }: Finding): Promise<void> {
  await app.db.transaction(async (em) => {
    const { conditions } = await lockTenant(em, tenant.id);
    const before = conditions.hostctl;
    if (before === undefined && status === "ok") return;
    const since = before?.status === status ? before.since : app.now().toISOString();
    await setConditions(em, tenant.id, { ...conditions, hostctl: { status, since, reason } });
  });
}
