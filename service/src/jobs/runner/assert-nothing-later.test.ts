import type { InventoryItem, ObservedItem } from "@freehold/clouds";
import type { RecoverRequest } from "@freehold/engine";
import { expect, test } from "@jest/globals";
import type { OperationParams } from "../../db/entities/operation.ts";
import { createFakeEngine } from "../../testing/fake-engine.ts";
import { assertNothingInUse, assertNothingLater } from "./assert-nothing-later.ts";
import type { OperationContext } from "./context.ts";

const SERVER: InventoryItem = { cloud: "hetzner", type: "server", id: "7", name: "fh-t1", tenantId: "t1" };
const KEY: InventoryItem = { cloud: "hetzner", type: "ssh_key", id: "8", name: "fh-t1", tenantId: "t1" };
const REFUSED = { code: "restored_behind", message: expect.stringContaining('server 7 "fh-t1" at hetzner') };
const RECOVERY: RecoverRequest = {
  ...{ program: "tenant", stack: "t1", passphrase: "p", after: "create", inventory: { tenantId: "t1", clouds: [] } },
};

/** A resumed creation, with what the clouds and the state hold. */
function context(params: OperationParams | null, held: InventoryItem[], known: InventoryItem[] = []): OperationContext {
  const engine = {
    ...createFakeEngine(),
    list: async () => held,
    expectedResources: async () => known.map((item): ObservedItem => ({ ...item, facts: {} })),
  };
  return { engine, operation: { params } } as unknown as OperationContext;
}

test("a machine that came into being after the backup keeps its creation from resuming", async () => {
  await expect(assertNothingLater(context({ restored: "keep" }, [SERVER]), RECOVERY)).rejects.toMatchObject(REFUSED);
});

test("what the backup's state knows, and what holds no data, keeps nothing from resuming", async () => {
  await assertNothingLater(context({ restored: "keep" }, [SERVER, KEY], [SERVER]), RECOVERY);
  await assertNothingLater(context({ restored: "keep" }, [KEY]), RECOVERY);
});

test("a restored creation that fails is not undone while a machine is there, also one that the state knows", async () => {
  const undoing = assertNothingInUse(context({ restored: "keep" }, [SERVER], [SERVER]), RECOVERY);

  await expect(undoing).rejects.toMatchObject(REFUSED);
  await assertNothingInUse(context({ restored: "keep" }, [KEY]), RECOVERY);
});

test("an operation of no backup, or of one restored with `rebuild`, is recovered as ever", async () => {
  for (const params of [null, { restored: "rebuild" } as const]) {
    await assertNothingLater(context(params, [SERVER]), RECOVERY);
    await assertNothingInUse(context(params, [SERVER]), RECOVERY);
  }
});
