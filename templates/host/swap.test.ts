import { existsSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createHostWorld, type HostWorld } from "./testing/host-world.ts";

let world: HostWorld;

beforeEach(() => {
  world = createHostWorld();
  world.program("fallocate", ': >"$3"');
  world.program("mkswap");
  world.program("swapon");
});

afterEach(() => {
  world.remove();
});

/** A machine with so much memory, and with swap or in a container or neither. */
function machine({
  gib,
  hasSwap = false,
  isContainer = false,
}: {
  gib: number;
  hasSwap?: boolean;
  isContainer?: boolean;
}) {
  world.write("/proc/meminfo", `MemTotal:        ${gib * 1024 * 1000} kB\nMemFree: 1 kB\n`);
  world.write("/proc/swaps", `Filename Type Size Used Priority\n${hasSwap ? "/dev/sda2 partition 1 0 -2\n" : ""}`);
  world.program("systemd-detect-virt", `exit ${isContainer ? 0 : 1}`);
}

const swapCalls = () => world.calls().filter((call) => /^(fallocate|mkswap|swapon)/.test(call));

test("a machine of 4 GiB gets swap at its first boot, and has it after each later one", async () => {
  machine({ gib: 4 });

  await world.hostctl(["boot"]);
  expect(swapCalls()).toEqual([
    expect.stringMatching(/^fallocate -l 2G .*\/swapfile$/),
    expect.stringMatching(/^mkswap .*\/swapfile$/),
    expect.stringMatching(/^swapon .*\/swapfile$/),
  ]);

  await world.hostctl(["boot"]);
  expect(swapCalls().slice(3)).toEqual([expect.stringMatching(/^swapon /)]);
});

test.each([
  ["more memory", { gib: 8 }],
  ["swap", { gib: 4, hasSwap: true }],
  ["that of a host", { gib: 4, isContainer: true }],
])("a machine with %s gets none", async (_what, given) => {
  machine(given);

  expect((await world.hostctl(["boot"])).exitCode).toBe(0);
  expect(swapCalls()).toEqual([]);
});

test("a boot goes well where swap cannot be made", async () => {
  machine({ gib: 2 });
  world.program("fallocate", "exit 1");
  world.program("swapon", "exit 1");

  const outcome = await world.hostctl(["boot"]);

  expect(outcome).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^no swap: .*\/swapfile cannot be used\n$/),
  });
  expect(existsSync(world.path("/swapfile"))).toBe(false);
});
