import { expect, test } from "@jest/globals";
import { type HostUse, pickHost } from "./pick-host.ts";

const SMALL = { cores: 2, memoryGib: 4 };

function host(name: string, change: Partial<HostUse> = {}): HostUse {
  return {
    id: `h${name}`,
    name,
    status: "ready",
    capacity: { slots: 10, memoryGib: 64, cores: 16 },
    used: { slots: 0, memoryGib: 0, cores: 0 },
    ...change,
  };
}

const taken = (slots: number, memoryGib = slots * 4, cores = slots * 2) => ({ used: { slots, memoryGib, cores } });

test.each([
  ["the empty one", [host("a", taken(1)), host("b")], "b"],
  ["the first of equals", [host("a"), host("b")], "a"],
  ["the one with fewer slots taken", [host("a", taken(3)), host("b", taken(2))], "b"],
  [
    "the larger one at the same use",
    [host("a", taken(2)), host("b", { ...taken(2), capacity: { slots: 20, memoryGib: 128, cores: 32 } })],
    "b",
  ],
  [
    "the one with memory to spare, not the one with slots",
    [host("a", taken(1, 60, 2)), host("b", taken(3, 12, 6))],
    "b",
  ],
  [
    "the one that is ready",
    [host("a", { status: "draining" }), host("b", { status: "dead" }), host("c", taken(4))],
    "c",
  ],
  ["the one with the last slot", [host("a", taken(10, 0, 0)), host("b", taken(9, 0, 0))], "b"],
  [
    "the one whose memory is not counted",
    [
      host("a", taken(1, 64, 0)),
      host("b", { ...taken(9, 999, 999), capacity: { slots: 10, memoryGib: null, cores: null } }),
    ],
    "b",
  ],
  ["the one where it fits exactly", [host("a", taken(7, 60, 14))], "a"],
])("picks %s", (_what, hosts, expected) => {
  expect(pickHost(hosts, SMALL)).toMatchObject({ host: { name: expected } });
});

test("says of every host why it was not picked", () => {
  const hosts = [
    host("off", { status: "dead" }),
    host("leaving", { status: "draining" }),
    host("full", taken(10, 0, 0)),
    host("tight", taken(2, 61, 15)),
  ];

  expect(pickHost(hosts, SMALL)).toEqual({
    refusals: [
      { name: "off", reason: "is dead" },
      { name: "leaving", reason: "is draining" },
      { name: "full", reason: "has 0 of 10 slots free, 1 needed" },
      { name: "tight", reason: "has 3 of 64 GiB of memory free, 4 needed and 1 of 16 cores free, 2 needed" },
    ],
  });
});

test("without any host there is nothing to say", () => {
  expect(pickHost([], SMALL)).toEqual({ refusals: [] });
});
