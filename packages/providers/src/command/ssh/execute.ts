import { ProviderError } from "@freehold/provider-kit";
import type { ClientChannel } from "ssh2";
import { complaint, type Output, OutputCollector } from "../output.ts";
import { connect, type OpenConnection } from "./connect.ts";
import { addressOf, type Connection } from "./connection.ts";

/** A command to run on a machine. */
export interface RemoteRun {
  connection: Connection;
  command: string;
  /** Set by the protocol's own means, which most servers refuse but for the names in their `AcceptEnv`. */
  environment: Record<string, string>;
  stdin?: string | undefined;
  logging?: string | undefined;
  log(line: string): void;
  signal: AbortSignal;
}

/** How a command ended: by itself with a status, or by a signal. */
interface Exit {
  status: number | null;
  signal?: string | undefined;
}

interface RunningCommand {
  channel: ClientChannel;
  /** How it ended; undefined when the connection was lost before. */
  ended: Promise<Exit | undefined>;
}

/** Runs a command on a machine and waits for its end. One that does not end with status 0 throws. */
export async function execute(run: RemoteRun): Promise<Output> {
  const open = await connect(run.connection, run.signal);
  try {
    return await executeOn(open, run);
  } finally {
    open.end();
  }
}

async function executeOn({ client }: OpenConnection, run: RemoteRun): Promise<Output> {
  // Listened to from the first moment: a quick command's end may arrive in the same packet as its beginning.
  const { channel, ended } = await new Promise<RunningCommand>((resolve, reject) => {
    client.exec(run.command, { env: run.environment }, (error, opened) =>
      error ? reject(error) : resolve({ channel: opened, ended: exitOf(opened, run.signal) }),
    );
  }).catch((error: Error) => {
    throw new ProviderError(`${addressOf(run.connection)} refused to run the command: ${error.message}`);
  });

  const collector = new OutputCollector(run.log, run.logging);
  channel.on("data", (chunk: Buffer) => collector.add("stdout", chunk));
  channel.stderr.on("data", (chunk: Buffer) => collector.add("stderr", chunk));
  // A command that does not read all of its input closes it: what counts is how the command ends.
  channel.on("error", () => {});
  channel.end(run.stdin ?? "");

  const exit = await ended;
  if (exit?.status === 0) return collector.output;
  throw new ProviderError(failure(run, exit, collector.output));
}

function exitOf(channel: ClientChannel, signal: AbortSignal): Promise<Exit | undefined> {
  return new Promise((resolve, reject) => {
    let exit: Exit | undefined;
    const abort = () => {
      channel.close();
      reject(signal.reason);
    };
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });

    channel.on("exit", (status: number | null, signalName?: string) => {
      exit = { status, signal: signalName };
    });
    channel.on("close", () => {
      signal.removeEventListener("abort", abort);
      resolve(exit);
    });
  });
}

function failure(run: RemoteRun, exit: Exit | undefined, output: Output): string {
  const address = addressOf(run.connection);
  const end =
    exit === undefined
      ? `the connection to ${address} was lost before the command ended`
      : `the command on ${address} ended with ${exit.status === null ? `signal ${exit.signal}` : `status ${exit.status}`}`;
  const said = complaint(output);
  return `${end}: ${run.command}${said && `\n${said}`}`;
}
