import { expect, test } from "@jest/globals";
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import type { EngineProgress } from "../contract.ts";
import { createRedactor } from "../redactor.ts";
import { createProgress } from "./progress.ts";

/** What is reported of these messages of the engine's. */
function report(messages: readonly string[], severity: string) {
  const events: EngineProgress[] = [];
  const progress = createProgress(createRedactor(), (event) => events.push(event));
  for (const message of messages)
    progress.onEvent({ diagnosticEvent: { message, severity, color: "never" } } as unknown as EngineEvent);
  return { events, errors: progress.errors() };
}

test("what machines and providers write is reported up to a limit, in number and in length", () => {
  const { events, errors } = report(
    [`start ${"x".repeat(1 << 20)} end`, ...Array<string>(5_000).fill("more")],
    "error",
  );

  expect(events).toHaveLength(1_001);
  expect(events.at(-1)).toMatchObject({ level: "warning", message: "… what the engine reports further is not kept" });
  expect(JSON.stringify(events).length).toBeLessThan(100_000);
  expect(errors[0]?.message).toMatch(/^start x.*… of 1048586 characters, the middle is left out ….*x end$/s);
  expect(errors).toHaveLength(100);
});

test("what an operation usually reports is reported whole", () => {
  expect(report(["first", "second"], "info").events).toEqual([
    { kind: "log", level: "info", message: "first" },
    { kind: "log", level: "info", message: "second" },
  ]);
});

test("a secret that a long message is cut at is not shown in part", () => {
  const secret = "s3cret-".repeat(300);
  const events: EngineProgress[] = [];
  const progress = createProgress(createRedactor([secret]), (event) => events.push(event));
  const message = `start ${secret.repeat(100)}${"x".repeat(1 << 17)} end`;

  progress.onEvent({ diagnosticEvent: { message, severity: "info", color: "never" } } as unknown as EngineEvent);

  expect(JSON.stringify(events)).toMatch(/ end"/);
  expect(JSON.stringify(events)).not.toMatch(/s3cret/);
});

test("what an update deletes is no more among what the stack holds, though the engine writes null in its place", () => {
  const progress = createProgress(createRedactor(), () => {});
  const ended = (op: string, now: object | null) => {
    const urn = "urn:pulumi:t1::freehold-tenant::hcloud:index/firewall:Firewall::opened";
    const old = op === "delete" ? { custom: true, outputs: {} } : undefined;
    const metadata = { op, urn, type: "hcloud:index/firewall:Firewall", old, new: now, detailedDiff: null };
    progress.onEvent({ resOutputsEvent: { metadata } } as unknown as EngineEvent);
    return progress.expectedResources();
  };

  expect(ended("create", { id: "7", outputs: { name: "fh-t1-database" } })).toHaveLength(1);
  expect(ended("delete", null)).toEqual([]);
});
