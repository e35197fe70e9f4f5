import { expect, test } from "@jest/globals";
import { judgeHosts } from "./judge-hosts.ts";

const NOW = new Date("2026-05-01T12:00:00Z");
const answers = (name: string) => ({ id: name, name, failedChecks: 0, deadSince: null, declaredDeadBy: null });
const silent = (name: string, failedChecks = 3) => ({ ...answers(name), failedChecks });
const dead = (name: string) => ({ ...answers(name), failedChecks: 9, deadSince: NOW });
const declared = (name: string) => ({ ...answers(name), deadSince: NOW, declaredDeadBy: "k1" });

test.each([
  ["one of two", [answers("a"), silent("b")], ["b"], []],
  ["one of three, twice silent only", [answers("a"), answers("b"), silent("c", 2)], [], []],
  ["two of four", [answers("a"), answers("b"), silent("c"), silent("d")], ["c", "d"], []],
  ["the only one", [silent("a")], [], ["a"]],
  ["two of three", [answers("a"), silent("b"), silent("c")], [], ["b", "c"]],
  ["two of three, one noticed later", [answers("a"), silent("b"), silent("c", 1)], [], ["b"]],
  ["a second of three", [answers("a"), dead("b"), silent("c")], [], ["c"]],
  ["a second of four", [answers("a"), answers("d"), dead("b"), silent("c")], ["c"], []],
  ["one of three beside one that an operator declared dead", [answers("a"), declared("b"), silent("c")], ["c"], []],
  ["none", [answers("a"), answers("b")], [], []],
])("of the hosts, %s silent: dead and held back are", (_what, hosts, expectedDead, expectedHeldBack) => {
  const { dead: given, heldBack } = judgeHosts(hosts, 3);

  expect([given.map(({ name }) => name), heldBack.map(({ name }) => name)]).toEqual([expectedDead, expectedHeldBack]);
});
