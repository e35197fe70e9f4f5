import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "@jest/globals";
import { untilGone } from "./end-old-run.ts";
import { liveProcess, liveProcesses, signalGroup, startedWith } from "./processes.ts";

/** A process that leads its own group and sleeps. */
async function sleeper(mark: string): Promise<{ child: ChildProcess; pid: number }> {
  const child = spawn(process.execPath, ["-e", "process.stdout.write('up'); setInterval(() => {}, 1000)"], {
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
    env: { MARK: mark },
  });
  await once(child.stdout as NodeJS.EventEmitter, "data");
  return { child, pid: child.pid ?? 0 };
}

test("this process is alive and belongs to a group", () => {
  const own = liveProcess(process.pid);

  expect(own).toMatchObject({ pid: process.pid, startTime: expect.stringMatching(/.+/) });
  expect(liveProcesses()).toContainEqual(own);
});

test("a killed group is gone and its marks were readable", async () => {
  const { child, pid } = await sleeper("mark-1");
  const exit = once(child, "exit");
  const before = liveProcess(pid);
  expect(before?.group).toBe(pid);
  if (process.platform === "linux")
    expect([startedWith(pid, "MARK=mark-1"), startedWith(pid, "MARK=mark-2")]).toEqual([true, false]);

  expect(signalGroup(pid, "SIGKILL")).toBe(true);
  await untilGone({ pid, pgid: pid, startTime: before?.startTime ?? "", mark: "MARK=mark-1" });
  await exit;

  expect(liveProcess(pid)).toBeUndefined();
  expect(signalGroup(pid, "SIGKILL")).toBe(false);
});

test("a group whose leader started at another time is not the old one", async () => {
  const { child, pid } = await sleeper("mark-1");

  await untilGone({ pid, pgid: pid, startTime: "long ago", mark: "MARK=mark-1" });

  expect(liveProcess(pid)).toBeDefined();
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
});
