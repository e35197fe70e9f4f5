import { createInventory, type InventoryItem, inRemovalOrder } from "@freehold/clouds";
import { FreeholdError } from "@freehold/model";
import type { EngineLog, InventoryTargets, RecoverRequest, RecoveryReport } from "../contract.ts";
import { endOldRun } from "../runs/end-old-run.ts";
import { endStrays } from "../runs/end-strays.ts";
import { isLiveEngine } from "../runs/processes.ts";
import type { RunRecord, RunRecords } from "../runs/run-records.ts";
import { qualifiedName, type StackRef } from "../stack-ref.ts";
import {
  cloudResources,
  type Deployment,
  pendingUrns,
  unreadUrns,
  withoutBranches,
  withoutPending,
} from "../state/deployment.ts";
import type { LockHolder, StateStore } from "../state/state-store.ts";
import { askCloudsTwice } from "./ask-clouds.ts";
import { beyondState, halfMadeItems, ofStack } from "./beyond-state.ts";

/** What a recovery works with. */
export interface RecoveryWorld {
  store: StateStore;
  records: RunRecords;
  host: string;
  inventoryDelayMs: number;
  log: EngineLog;
}

/**
 * The steps in their only safe order: nobody else may write before the lock is taken away, and the state must be still before the
 * clouds are compared with it.
 */
export async function recoverStack(
  ref: StackRef,
  request: RecoverRequest,
  world: RecoveryWorld,
): Promise<RecoveryReport> {
  const old = await world.records.list(ref);
  const othersGone = request.othersGone ?? false;
  const killed = [...(await endOldRuns(ref, old, othersGone, world)), ...(othersGone ? await endStrays(ref) : [])];
  const unlocked = await takeLockAway(ref, request, old.length > 0, world);
  await world.store.mend(ref);
  const found = await world.store.read(ref, request.passphrase);
  const clearedPending = pendingUrns(found);
  const deployment = await tidied(ref, request.passphrase, found, world.store);
  const removable = request.after === "update" ? undefined : request.inventory;
  const halfMade =
    removable !== undefined && request.removeHalfMade === true ? halfMadeItems(deployment, removable) : [];
  const known = deployment === undefined ? undefined : withoutBranches(deployment, halfMade);
  const beyond = request.inventory === undefined ? [] : await findBeyondState(request.inventory, known, world);
  const own = ofStack(beyond, request.inventory?.before ?? [], clearedPending);
  const removed = removable === undefined ? [] : await removeAll(own, removable);
  // Only now: what the clouds still hold must stay known when a removal fails.
  if (known !== undefined && halfMade.length > 0)
    await world.store.write(ref, request.passphrase, withoutPending(known));
  for (const record of old) await world.records.remove(ref, record.operationId);

  const report = {
    killed,
    unlocked,
    clearedPending,
    removed,
    unowned: beyond.filter((item) => !removed.includes(item)),
  };
  world.log("info", "stack recovered", { stack: qualifiedName(ref), ...report });
  return report;
}

async function endOldRuns(
  ref: StackRef,
  old: RunRecord[],
  othersGone: boolean,
  world: RecoveryWorld,
): Promise<number[]> {
  const killed: number[] = [];
  for (const record of old) {
    if (record.host === world.host) {
      if (await endOldRun(record)) killed.push(record.pgid);
    } else if (!othersGone) {
      throw locked(
        ref,
        `operation ${record.operationId} ran on ${record.host}, whose processes cannot be seen from ${world.host}`,
      );
    }
  }
  return killed;
}

/** Takes the lock of a dead engine away. The lock itself proves nothing: it has no heartbeat and does not fence. */
async function takeLockAway(
  ref: StackRef,
  request: RecoverRequest,
  hadOldRun: boolean,
  world: RecoveryWorld,
): Promise<boolean> {
  const holders = await world.store.lockHolders(ref);
  if (holders === undefined) {
    // The backend cannot say: a dead run of our own entitles us, or the word of the caller.
    const entitled = hadOldRun || request.othersGone === true;
    if (entitled) await world.store.unlock(ref, request.passphrase);
    return entitled;
  }
  for (const holder of holders) assertDead(ref, holder, request.othersGone ?? false, world.host);
  if (holders.length > 0) await world.store.unlock(ref, request.passphrase);
  return holders.length > 0;
}

function assertDead(ref: StackRef, holder: LockHolder, othersGone: boolean, host: string): void {
  if (holder.host === host ? !isLiveEngine(holder.pid) : othersGone) return;
  throw locked(ref, `process ${holder.pid} on ${holder.host} has held its lock since ${holder.since}`);
}

function locked(ref: StackRef, why: string): FreeholdError {
  return new FreeholdError("stack_locked", `the stack ${qualifiedName(ref)} cannot be recovered: ${why}`);
}

/**
 * Writes the state without what is unfinished in it. The engine never clears a pending create by itself, and a second create beside it
 * makes a second server; what an adoption took in and did not live to read would be taken for something without any settings.
 */
async function tidied(
  ref: StackRef,
  passphrase: string,
  deployment: Deployment | undefined,
  store: StateStore,
): Promise<Deployment | undefined> {
  if (deployment === undefined) return undefined;
  const unread = unreadUrns(deployment);
  if (unread.length === 0 && pendingUrns(deployment).length === 0) return deployment;
  const tidy = withoutPending(withoutBranches(deployment, unread));
  await store.write(ref, passphrase, tidy);
  return tidy;
}

async function findBeyondState(
  targets: InventoryTargets,
  deployment: Deployment | undefined,
  world: RecoveryWorld,
): Promise<InventoryItem[]> {
  const { ever } = await askCloudsTwice(targets, world.inventoryDelayMs);
  return beyondState(ever, cloudResources(deployment));
}

async function removeAll(items: InventoryItem[], { clouds }: InventoryTargets): Promise<InventoryItem[]> {
  const inventories = clouds.map(createInventory);
  const ordered = inRemovalOrder(items);
  for (const item of ordered) await inventories.find((each) => each.cloud === item.cloud)?.remove(item);
  return ordered;
}
