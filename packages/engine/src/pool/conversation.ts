import type { ChildProcess } from "node:child_process";
import { FreeholdError } from "@freehold/model";
import type { EngineProgress, Failure } from "../contract.ts";
import type { FromRunner, ToRunner } from "../runner/protocol.ts";

/** What ends a question to a runner; progress comes before it. */
export type Answer = Exclude<FromRunner, { kind: "progress" }>;

/** Question and answer over the channel to one runner; one question at a time. */
export interface Conversation {
  isAlive(): boolean;
  /** @throws FreeholdError with the failure that the runner answered, or `runner_lost` */
  ask<Kind extends Answer["kind"]>(
    message: ToRunner,
    kind: Kind,
    onProgress?: (event: EngineProgress) => void,
  ): Promise<Extract<Answer, { kind: Kind }>>;
  /** Says something that has no answer of its own. */
  send(message: ToRunner): void;
}

interface Pending {
  resolve(answer: Answer): void;
  reject(error: unknown): void;
  onProgress: ((event: EngineProgress) => void) | undefined;
}

/** How much of the error output of a runner that never answered is kept to explain why. Later output may hold secrets and is dropped. */
const KEPT_TEXT = 2000;

/**
 * @param cleanUp - runs when the process has ended; the loss is reported after it, so that nobody acts on it too early
 */
export function converse(child: ChildProcess, cleanUp: () => Promise<void>): Conversation {
  let pending: Pending | undefined;
  let alive = true;
  let answered = false;
  let lastWords = "";

  const settle = (act: (asked: Pending) => void) => {
    const asked = pending;
    pending = undefined;
    if (asked !== undefined) act(asked);
  };
  child.stderr?.on("data", (text: Buffer) => {
    lastWords = answered ? "" : (lastWords + text.toString()).slice(-KEPT_TEXT);
  });
  child.on("message", (message: FromRunner) => {
    if (message.kind === "progress") return pending?.onProgress?.(message.event);
    answered = true;
    settle((asked) => (message.kind === "failed" ? asked.reject(errorOf(message.failure)) : asked.resolve(message)));
  });
  child.on("exit", async (code, signal) => {
    alive = false;
    await cleanUp().catch(() => undefined); // what survives is found again by the recovery
    settle((asked) => asked.reject(lossOf(code, signal, lastWords)));
  });
  child.on("error", () => undefined); // a failed send is followed by the exit

  const send = (message: ToRunner) => void (child.connected && child.send(message));
  return {
    isAlive: () => alive,
    send,
    async ask(message, kind, onProgress) {
      const answer = await new Promise<Answer>((resolve, reject) => {
        if (!alive) return reject(lossOf(child.exitCode, child.signalCode, lastWords));
        pending = { resolve, reject, onProgress };
        send(message);
      });
      if (isKind(answer, kind)) return answer;
      throw new Error(`the runner answered ${answer.kind} where ${kind} was asked for`);
    },
  };
}

function isKind<Kind extends Answer["kind"]>(answer: Answer, kind: Kind): answer is Extract<Answer, { kind: Kind }> {
  return answer.kind === kind;
}

function errorOf({ code, message, cloud, nextStep }: Failure): FreeholdError {
  return new FreeholdError(code, message, { cloud, ...(nextStep === undefined ? {} : { nextStep }) });
}

function lossOf(code: number | null, signal: NodeJS.Signals | null, lastWords: string): FreeholdError {
  const how = signal === null ? `with exit code ${code ?? "unknown"}` : `by ${signal}`;
  const why = lastWords.trim() === "" ? "" : `: ${lastWords.trim()}`;
  return new FreeholdError("runner_lost", `the runner process ended ${how} before it answered${why}`);
}
