import type { Operation, OperationEvent } from "@freehold/model";
import cliProgress from "cli-progress";
import { inCommands } from "./cli/in-commands.ts";

/** Longest that nothing is written where the stream is no terminal. */
const SILENCE_MS = 10_000;

/** Shows people how an operation goes. */
export interface ProgressView {
  show(event: OperationEvent): void;
  /** Ends the bar and, for an operation that failed, says why. */
  end(operation: Operation): void;
}

/**
 * A bar with stage, percent and what is being made; where the stream is no terminal, one line per stage.
 *
 * @param title What is happening, such as `creating acme`
 */
export function createProgressView(title: string, stream: NodeJS.WriteStream): ProgressView {
  return stream.isTTY ? barView(title, stream) : lineView(title, stream);
}

function barView(title: string, stream: NodeJS.WriteStream): ProgressView {
  const bar = new cliProgress.SingleBar({
    format: `${title} {bar} {percentage}% {duration_formatted} {stage} {what}`,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 30,
    hideCursor: true,
    stream,
  });
  bar.start(100, 0, { stage: "queued", what: "" });
  return {
    show(event) {
      if (event.kind === "stage") bar.update(event.percent, { stage: event.stage, what: "" });
      if (event.kind === "resource") bar.update(event.percent, { what: event.name });
      if (event.kind === "done") bar.update(event.percent, { what: "" });
    },
    end(operation) {
      bar.update(operation.percent, { stage: operation.status, what: "" });
      bar.stop();
      reportFailure(operation, stream);
    },
  };
}

function lineView(title: string, stream: NodeJS.WriteStream): ProgressView {
  let now = "queued";
  const startedAt = performance.now();
  // Nothing is said for long while machines boot: a reader is to see that it lives.
  const timer = setInterval(() => {
    stream.write(`${title}: still ${now} after ${Math.round((performance.now() - startedAt) / 1000)} s\n`);
  }, SILENCE_MS).unref();
  return {
    show(event) {
      if (event.kind === "stage") stream.write(`${title}: ${event.stage} (${event.percent}%)\n`);
      if (event.kind === "stage") now = event.stage;
      if (event.kind === "resource" && event.state === "started") now = `at ${event.name}`;
      timer.refresh();
    },
    end(operation) {
      clearInterval(timer);
      const seconds = operation.ms === null ? "" : ` after ${(operation.ms / 1000).toFixed(1)} s`;
      stream.write(`${title}: ${operation.status}${seconds}\n`);
      reportFailure(operation, stream);
    },
  };
}

function reportFailure({ failure }: Operation, stream: NodeJS.WriteStream): void {
  if (failure !== null) stream.write(`${failure.code}: ${failure.reason}\n  ${inCommands(failure.nextStep)}\n`);
}
