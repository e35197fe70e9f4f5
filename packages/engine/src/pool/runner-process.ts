import { fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { env as inherited } from "node:process";
import { fileURLToPath } from "node:url";
import { FreeholdError } from "@freehold/model";
import type { EngineProgress, RunResult } from "../contract.ts";
import type { CommandOrder, RunnerSettings, RunOrder } from "../runner/protocol.ts";
import { untilGone } from "../runs/end-old-run.ts";
import { liveProcess, signalGroup } from "../runs/processes.ts";
import { converse } from "./conversation.ts";
import { LIGHT_RUNNER } from "./light-runner.ts";
import { runnerEnvironment } from "./runner-environment.ts";

/** The service's end of one runner process. It takes one order at a time. */
export interface Runner {
  /** Also the number of the process group that it leads. */
  readonly pid: number;
  readonly startTime: string;
  /** In the environment of every engine that the runner starts. */
  readonly mark: string;
  /** False once the process has ended. */
  isAlive(): boolean;
  /** False when a program has failed in it: it may have left promises and handlers behind that would count against the next one. */
  isClean(): boolean;
  run(order: RunOrder, onProgress: (event: EngineProgress) => void): Promise<RunResult>;
  /** Runs a plain `pulumi` command and returns what it printed. */
  command(order: CommandOrder): Promise<string>;
  /** Asks the engine to stop: it ends the cloud calls in flight and stores what they made. */
  cancel(): void;
  /** Ends the runner and its engine at once; resolves when both are gone. */
  kill(): Promise<void>;
}

const MAIN = fileURLToPath(new URL("../runner/main.ts", import.meta.url));
const MARK_NAME = "FREEHOLD_RUNNER";

/**
 * Starts a runner and waits until it has loaded its programs, about 1 s.
 *
 * @throws FreeholdError `engine_missing`, `runner_lost`
 */
export async function startRunner(settings: RunnerSettings): Promise<Runner> {
  const id = randomUUID();
  const mark = `${MARK_NAME}=${id}`;
  const child = fork(MAIN, [], {
    // The real Node binary, never a wrapper script: killing a wrapper would kill nothing.
    execPath: process.execPath,
    execArgv: LIGHT_RUNNER.nodeFlags,
    env: runnerEnvironment(inherited),
    detached: true, // leader of a process group of its own
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const pid = child.pid;
  if (pid === undefined) throw new FreeholdError("runner_lost", "the runner process could not be started");
  const startTime = liveProcess(pid)?.startTime ?? "";
  const kill = async () => {
    signalGroup(pid, "SIGKILL");
    await untilGone({ pid, pgid: pid, startTime, mark });
  };

  const conversation = converse(child, kill); // an engine must not outlive its program
  let clean = true;
  const runner: Runner = {
    pid,
    startTime,
    mark,
    isAlive: conversation.isAlive,
    isClean: () => clean,
    async run(order, onProgress) {
      clean = false;
      const { result } = await conversation.ask({ kind: "run", order }, "done", onProgress);
      clean = true;
      return result;
    },
    command: async (order) => (await conversation.ask({ kind: "command", order }, "output")).stdout,
    cancel: () => conversation.send({ kind: "cancel" }),
    kill,
  };

  try {
    await conversation.ask(
      { kind: "settings", settings: { ...settings, env: { ...settings.env, [MARK_NAME]: id } } },
      "ready",
    );
    return runner;
  } catch (error) {
    await kill();
    throw error;
  }
}
