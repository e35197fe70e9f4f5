import { StringDecoder } from "node:string_decoder";
import type { Client } from "ssh2";
import { connect, type HostConnection, unreachable } from "../../app/hosts/run-on-host.ts";

export interface MachineCommand {
  command: string;
  /** How long it may take from the login on, in milliseconds. */
  timeoutMs: number;
  /** Ends it: the connection is closed, and with it what the machine runs for us, or soon after. */
  signal: AbortSignal;
  /** Called when the machine has let us in, before the command is run: from here on something may have been changed. */
  onConnected(): void;
  /** Each line of what it writes, to either stream, as it comes. */
  onLine(line: string): void;
}

/** How long a machine may take to answer and to let us in, in milliseconds. */
const CONNECT_MS = 15_000;
/** Longer lines are cut into several, so that what has no line break holds no memory. */
const LINE_LIMIT = 4_096;

/**
 * Runs one command on a machine. Returns its exit code; null when a signal ended it.
 *
 * @throws FreeholdError `host_key_mismatch` and `machine_unreachable`; the signal's reason when it is aborted
 */
export async function runOnMachine(to: HostConnection, run: MachineCommand): Promise<number | null> {
  run.signal.throwIfAborted();
  const ssh = await connect(to, CONNECT_MS);
  const ended = Promise.withResolvers<never>();
  ended.promise.catch(() => {});
  const onAbort = (): void => ended.reject(run.signal.reason);
  const timer = setTimeout(() => ended.reject(tooLong(to, run)), run.timeoutMs);
  run.signal.addEventListener("abort", onAbort);
  try {
    run.signal.throwIfAborted();
    run.onConnected();
    return await Promise.race([execute(ssh, to, run), ended.promise]);
  } finally {
    clearTimeout(timer);
    run.signal.removeEventListener("abort", onAbort);
    ssh.on("error", () => {});
    ssh.end();
    ssh.destroy();
  }
}

function execute(ssh: Client, to: HostConnection, { command, onLine }: MachineCommand): Promise<number | null> {
  return new Promise((resolve, reject) => {
    ssh.once("error", (error) => reject(unreachable(to, error.message, error)));
    ssh.once("close", () => reject(unreachable(to, "it closed the connection in the middle of a command")));
    ssh.exec(command, (error, channel) => {
      if (error) return reject(unreachable(to, error.message, error));
      let code: number | null = null;
      const streams = [lineSplitter(onLine), lineSplitter(onLine)] as const;
      channel.on("data", streams[0].add);
      channel.stderr.on("data", streams[1].add);
      channel.on("exit", (exitCode: number | null) => {
        code = exitCode;
      });
      channel.on("close", () => {
        for (const { end } of streams) end();
        resolve(code);
      });
      channel.end();
    });
  });
}

/** Makes lines of bytes as they come, wherever they are cut. */
function lineSplitter(onLine: (line: string) => void) {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  const emit = (line: string): void => {
    if (line.trim() !== "") onLine(line);
  };
  return {
    add(chunk: Buffer): void {
      const lines = (rest + decoder.write(chunk)).split(/\r\n|[\r\n]/);
      rest = lines.pop() ?? "";
      for (const line of lines) emit(line);
      for (; rest.length > LINE_LIMIT; rest = rest.slice(LINE_LIMIT)) emit(rest.slice(0, LINE_LIMIT));
    },
    end(): void {
      emit(rest + decoder.end());
      rest = "";
    },
  };
}

function tooLong(to: HostConnection, { command, timeoutMs }: MachineCommand): Error {
  return unreachable(to, `\`${command}\` did not end within ${Math.round(timeoutMs / 1000)} s`);
}
