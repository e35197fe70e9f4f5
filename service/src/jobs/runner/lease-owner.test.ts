import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "@jest/globals";
import { createLeaseOwner, formatOwner, ownerLife, parseOwner } from "./lease-owner.ts";

const self = createLeaseOwner();

test("an owner is the same after it was written and read", () => {
  expect(parseOwner(formatOwner(self))).toEqual(self);
});

test("this process's own leases are its own, another service's in this process are alive", () => {
  expect(ownerLife(self, self)).toBe("self");
  expect(ownerLife({ ...self, instance: "other" }, self)).toBe("alive");
});

test("a process that ended is dead, also when its id is taken by another", async () => {
  const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"]);
  await once(child, "spawn");
  const owner = { ...self, pid: child.pid ?? 0, instance: "child" };
  const began = "another start time";
  const reused = ownerLife({ ...owner, began }, self);
  child.kill("SIGKILL");
  await once(child, "close");

  expect(reused).toBe("dead");
  expect(ownerLife(owner, self)).toBe("dead");
});

test("of another host nothing can be said", () => {
  expect(ownerLife({ ...self, host: "elsewhere" }, self)).toBe("elsewhere");
});

test("an unreadable owner counts as elsewhere: only the clock ends its lease", () => {
  expect(ownerLife(parseOwner(""), self)).toBe("elsewhere");
});
