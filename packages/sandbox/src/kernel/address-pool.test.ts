import { expect, test } from "@jest/globals";
import { AddressPool } from "./address-pool.ts";

test("two pools never hand out the same address", async () => {
  const one = await AddressPool.open();
  const other = await AddressPool.open();

  expect(one.cidr).not.toBe(other.cidr);

  await one.close();
  await other.close();
});

test("an address that was given back is not the next one handed out", async () => {
  const pool = await AddressPool.open();
  const first = pool.take();

  pool.giveBack(first);
  const second = pool.take();

  expect(second).not.toBe(first);
  expect(pool.size).toBe(1);
  await pool.close();
});
