import { createInventory, isSameItem, type ObservedItem } from "@freehold/clouds";
import type { AdoptionReport, AdoptRequest, RunHooks } from "../contract.ts";
import type { EngineWorld } from "../engine-world.ts";
import { assertRecovered, runOnRunner } from "../run-operation.ts";
import { qualifiedName, type StackRef } from "../stack-ref.ts";
import { isStateOnly } from "../state/state-only-resources.ts";
import { emptyDeployment } from "./empty-deployment.ts";
import { matchItems } from "./match-items.ts";
import { withAdopted } from "./with-adopted.ts";

/**
 * Finds out by a preview what the program would make that the clouds hold already, writes that into the state, and has the providers
 * read it. What the program would make anyway stays for the next `up`.
 */
export async function adoptItems(
  world: EngineWorld,
  ref: StackRef,
  request: AdoptRequest,
  hooks: RunHooks,
): Promise<AdoptionReport> {
  const { items, stateOnlyResources = [], ...run } = request;
  await assertRecovered(world, ref);
  const existed = await world.store.exists(ref);
  const preview = { ...run, action: "preview" } as const;
  const { blueprint = [] } = await runOnRunner(world, ref, preview, existed, { ...hooks, onEvent: () => {} });
  const matches = matchItems(await observe(request), blueprint);
  const lost = stateOnlyResources.filter(isStateOnly);

  if (matches.length > 0 || lost.length > 0) {
    // A backend that makes stacks by itself gives an empty one no encryption.
    const empty = await emptyDeployment(ref, run.passphrase);
    const deployment = { ...empty, ...(await world.store.read(ref, run.passphrase)) };
    await world.store.write(
      ref,
      run.passphrase,
      withAdopted(deployment, { matches, blueprint, stateOnlyResources: lost }),
    );
    await runOnRunner(world, ref, { ...run, action: "refresh" }, true, hooks);
  } else if (!existed) await world.store.remove(ref, run.passphrase);

  const report = {
    adopted: matches.map(({ item: { facts: _, ...item }, resource }) => ({ item, urn: resource.urn })),
    left: items.filter((item) => !matches.some((match) => isSameItem(match.item, item))),
  };
  world.log("warning", "took into the state what the clouds hold", { stack: qualifiedName(ref), ...report });
  return report;
}

/** The items as they are now; what went meanwhile is none. */
async function observe({ items, inventory }: AdoptRequest): Promise<ObservedItem[]> {
  const inventories = new Map((inventory?.clouds ?? []).map((access) => [access.cloud, createInventory(access)]));
  const found: ObservedItem[] = [];
  for (const item of items) {
    const now = await inventories.get(item.cloud)?.find(item);
    if (now !== undefined) found.push(now);
  }
  return found;
}
