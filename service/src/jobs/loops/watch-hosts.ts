import { type FreeholdError, isFreeholdError } from "@freehold/model";
import type { Logger } from "pino";
import type { AppContext } from "../../app/context.ts";
import { checkHost, isRemapped } from "../../app/hosts/check-host.ts";
import { failOver } from "../../app/hosts/fail-over.ts";
import { hostConnection } from "../../app/hosts/host-connection.ts";
import { hostStatus } from "../../app/hosts/host-status.ts";
import { readmitHost } from "../../app/hosts/readmit-host.ts";
import { troubleOf } from "../../app/hosts/unreachable-host.ts";
import type { HostRow } from "../../db/entities/host.ts";
import {
  allHosts,
  claimHostCheck,
  declareHostsDead,
  lockHosts,
  recordHostAnswer,
  recordHostTrouble,
} from "../../db/hosts.ts";
import { takeLeaderLease } from "../../db/kernel/leader-leases.ts";
import { judgeHosts } from "../hosts/judge-hosts.ts";
import { type BackgroundLoop, startBackgroundLoop } from "./background-loop.ts";

export interface HostWatchOptions {
  app: AppContext;
  log: Logger;
  /** This process, as it is written into leader leases. */
  owner: string;
  /** Pause between two checks of a host, in milliseconds. */
  everyMs: number;
  /** How long a host may take to answer, in milliseconds. */
  timeoutMs: number;
  /** Checks in a row without an answer after which a host is dead. */
  failures: number;
}

/** Looks after the shared hosts: asks each whether it is there, gives up those that are not, moves their tenants. */
export function startHostWatch(options: HostWatchOptions): BackgroundLoop {
  const { log, everyMs } = options;
  return startBackgroundLoop({ name: "shared hosts", everyMs, run: () => runOnce(options), log });
}

async function runOnce(options: HostWatchOptions): Promise<void> {
  const hosts = await watchedHosts(options.app);
  await Promise.all(hosts.map((host) => checkOne(options, host)));
  // All processes ask the hosts, one judges their answers.
  if (!(await takeLeaderLease(options.app.db.em(), "shared hosts", options.owner, 2 * options.everyMs))) return;
  await judge(options);
  for (const host of (await watchedHosts(options.app)).filter(isGivenUp)) {
    const { moving, stranded } = await failOver(options.app, host);
    if (moving.length > 0)
      options.log.warn({ host: host.name, operations: moving }, "tenants of a dead host are moved");
    if (stranded.length > 0)
      options.log.error({ host: host.name, tenants: stranded }, "no host has room for tenants of a dead host");
  }
}

/** One that answers again, and not as it should, keeps whom it still has: there is their data. Unless an operator has decided otherwise. */
function isGivenUp({ deadSince, declaredDeadBy, trouble }: HostRow): boolean {
  const answers = trouble === "misconfigured" || trouble === "unresponsive";
  return deadSince !== null && (declaredDeadBy !== null || !answers);
}

/** Those of a sandbox that ended do not exist any more; one on a local socket is this machine. */
async function watchedHosts(app: AppContext): Promise<HostRow[]> {
  const hosts = await allHosts(app.db.em());
  return hosts.filter((host) => !app.clouds.isGone(host.id) && hostConnection(app, host) !== undefined);
}

async function checkOne({ app, log, everyMs, timeoutMs }: HostWatchOptions, host: HostRow): Promise<void> {
  const em = app.db.em();
  const connection = hostConnection(app, host);
  // Of several services one checks a host at a time.
  if (connection === undefined || !(await claimHostCheck(em, host.id, everyMs / 2))) return;
  try {
    const version = await checkHost(connection, timeoutMs);
    // Nobody takes it back: a host that had to be asked for it moves what it has first.
    const remapped = host.remapped === true || (await isRemapped(connection, timeoutMs));
    if (host.deadSince !== null) {
      const { removed, problem } = await readmitHost(app, host, connection);
      log.warn({ host: host.name, removed, problem }, "a dead host answers again");
    }
    await recordHostAnswer(em, host.id, version, remapped);
  } catch (error) {
    if (!isFreeholdError(error)) throw error;
    await recordTrouble({ app, log }, host, error);
  }
}

async function recordTrouble(
  { app, log }: Pick<HostWatchOptions, "app" | "log">,
  host: HostRow,
  error: FreeholdError,
): Promise<void> {
  const trouble = troubleOf(error);
  const about = { host: host.name, trouble, code: error.code, reason: error.message };
  const troubleChecks = host.trouble === trouble ? host.troubleChecks + 1 : 1;
  const status = hostStatus({ ...host, trouble, troubleChecks });
  // Each is told once; `freehold_hosts` counts them as long as they last.
  if (status === trouble && hostStatus(host) !== status)
    log.error(about, "a host is there and cannot be used: it gets no new tenants");
  else
    log.warn(
      about,
      trouble === "silent" ? "no connection to a host can be made" : "a host does not answer as it should",
    );
  await recordHostTrouble(app.db.em(), host.id, trouble, error.message);
}

/** In one transaction, so that two services do not give up half of the hosts each. */
async function judge({ app, log, failures }: HostWatchOptions): Promise<void> {
  const judgement = await app.db.transaction(async (em) => {
    await lockHosts(em);
    const hosts = (await allHosts(em)).filter(({ id }) => !app.clouds.isGone(id));
    const found = judgeHosts(hosts, failures);
    await declareHostsDead(em, found);
    return found;
  });
  for (const { name } of judgement.dead) log.error({ host: name }, "a host is dead");
  if (judgement.heldBack.length > 0) {
    const hosts = judgement.heldBack.map(({ name }) => name);
    log.error({ hosts }, "more than half of the hosts seem dead at once: the fault may be ours, none is given up");
  }
}
