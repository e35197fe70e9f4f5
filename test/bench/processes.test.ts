import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { until } from "@freehold/testing";
import { afterEach, describe, expect, test } from "@jest/globals";
import { startCpuMeter } from "./cpu-meter.ts";
import { startMemoryMeter } from "./memory-meter.ts";
import { commandLine, cpuSec, processTree, pssMib } from "./processes.ts";

/** Uses a good part of a CPU second. */
const BUSY = "const end = process.cpuUsage().user + 500000; while (process.cpuUsage().user < end);";

let child: ChildProcess | undefined;

/** A shell that carries out a line when it is given one, and says when it has. */
function shell(): { pid: number; ask(line: string): Promise<void> } {
  const started = spawn("sh", [], { stdio: ["pipe", "pipe", "ignore"] });
  child = started;
  return {
    pid: started.pid as number,
    async ask(line) {
      const answered = once(started.stdout, "data");
      started.stdin.write(`${line}\necho done\n`);
      await answered;
    },
  };
}

afterEach(async () => {
  if (child === undefined) return;
  const ended = child.exitCode === null ? once(child, "exit") : undefined;
  for (const pid of processTree(child.pid as number).reverse()) process.kill(pid, "SIGKILL");
  await ended;
  child = undefined;
});

const onLinux = process.platform === "linux" ? describe : describe.skip;

onLinux(`processes${process.platform === "linux" ? "" : " (skipped: /proc is Linux's)"}`, () => {
  test("a tree is a process and what is below it, with its memory; of one that has ended there is nothing", async () => {
    const { pid, ask } = shell();
    await ask("sleep 600 & kid=$!; (sleep 601; true) &");
    const isUp = () => processTree(pid).map(commandLine).includes("sleep 601");
    await until("the shell below the shell to be up", isUp);

    const tree = processTree(pid);

    expect(tree.map(commandLine)).toEqual(["sh", "sleep 600", "sh", "sleep 601"]);
    expect(tree.every((each) => pssMib(each) > 0 && pssMib(each) < 100)).toBe(true);
    await ask("kill $kid; wait $kid");
    expect(processTree(pid).map(commandLine)).toEqual(["sh", "sh", "sleep 601"]);
    expect([processTree(2 ** 30), cpuSec(2 ** 30), pssMib(2 ** 30), commandLine(2 ** 30)]).toEqual([[], 0, 0, ""]);
  });

  test("what ended processes used is counted, and what their parent used before is not", async () => {
    const { pid, ask } = shell();
    const busy = `${process.execPath} -e "${BUSY}"`;
    await ask(busy);
    const before = cpuSec(pid);
    expect(before).toBeGreaterThanOrEqual(0.5);

    const meter = startCpuMeter([{ pid, kind: "uncounted" }]);
    await ask(busy);
    const { other, engine, runner, service } = meter.stop();

    expect([engine, runner, service]).toEqual([0, 0, 0]);
    // The shell itself may have used one tick more, a hundredth of a second, before it is looked at again.
    expect(other).toBeCloseTo(cpuSec(pid) - before, 1);
    expect(other).toBeGreaterThanOrEqual(0.5);
  });

  test("the most memory that was seen stays, after what took it has ended", async () => {
    const { pid, ask } = shell();
    const meter = startMemoryMeter([{ pid, kind: "service" }]);
    const idleMib = meter.peakMib();

    await ask(`${process.execPath} -e "const b = Buffer.alloc(100 * 2 ** 20, 1); setTimeout(() => b, 1000)"`);
    meter.stop();

    expect(meter.peakMib() - idleMib).toBeGreaterThan(100);
  });
});
