import { createRedactor } from "@freehold/engine";
import type { StackOutputs } from "@freehold/model";
import type { ProgressRecorder } from "../runner/progress-recorder.ts";

/** Most that one operation keeps of what its machine writes, in characters; the rest is counted. */
const MOST = 32 * 1024;
const LONGEST_LINE = 500;

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals and logs must not be told what to do
const CONTROL = /\u001b\[[0-9;?]*[ -/]*[@-~]|[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** What a machine writes, as events of an operation: without the tenant's secrets, and not without end. */
export interface OutputEvents {
  onLine(line: string): void;
  /** The last line that was written, as it may be shown; empty when there was none. */
  last(): string;
  /** Says how much was left out. */
  end(): void;
}

export function createOutputEvents(
  progress: Pick<ProgressRecorder, "onEngineEvent">,
  { credentials, sshPrivateKey }: Pick<StackOutputs, "credentials" | "sshPrivateKey">,
): OutputEvents {
  const redactor = createRedactor(
    [sshPrivateKey, ...Object.values(credentials)].filter((value) => value !== undefined),
  );
  let kept = 0;
  let leftOut = 0;
  let last = "";
  const emit = (message: string): void => progress.onEngineEvent({ kind: "log", level: "info", message });
  return {
    onLine(line) {
      const clean = redactor.redact(line.replaceAll(CONTROL, "")).trimEnd();
      const shown = clean.length > LONGEST_LINE ? `${clean.slice(0, LONGEST_LINE)}…` : clean;
      if (shown === "") return;
      last = shown;
      if (kept + shown.length > MOST) {
        leftOut += 1;
        return;
      }
      kept += shown.length;
      emit(shown);
    },
    last: () => last,
    end() {
      if (leftOut > 0) emit(`… and ${leftOut} more lines, which are not kept`);
      leftOut = 0;
    },
  };
}
