import { FreeholdError } from "@freehold/model";
import { connectPinned, SshFailure } from "@freehold/ssh";
import type { Client, ClientChannel } from "ssh2";

/** A Docker host, by its SSH server. */
export interface DockerAccess {
  address: string;
  sshPort: number;
  /** User who may use Docker and run `hostctl`. */
  sshUser: string;
  sshPrivateKey: string;
  /** The host's public host key, in `authorized_keys` form. */
  hostKey: string;
}

/** A session on a Docker host. */
export interface HostSession {
  /** Runs a command to its end. */
  run(command: string): Promise<{ status: number; stdout: string; stderr: string }>;
  /** Starts a program whose input and output are the caller's. */
  open(command: string): Promise<ClientChannel>;
  close(): void;
}

const READY_TIMEOUT_MS = 15_000;

/**
 * Logs in to a host that shows the pinned key.
 *
 * @throws FreeholdError `cloud_unauthorized` when it does not take the key, `cloud_unreachable` for anything else
 */
export async function openSession(access: DockerAccess): Promise<HostSession> {
  const { address: host, sshPort: port, sshUser: user, sshPrivateKey: privateKey, hostKey } = access;
  const client = await connectPinned({ host, port, user, privateKey, hostKey }, READY_TIMEOUT_MS).catch(
    (cause: unknown) => {
      throw unreachable(access, cause);
    },
  );
  return {
    open: (command) => open(client, command, (channel) => channel),
    run: (command) => open(client, command, finish),
    close() {
      client.end();
      // A host that goes on writing is not listened to.
      client.destroy();
    },
  };
}

/** `begin` is called in the turn in which the channel opens: a quick command's end may come in the same packet. */
function open<Result>(
  client: Client,
  command: string,
  begin: (channel: ClientChannel) => Result,
): Promise<Awaited<Result>> {
  return new Promise<Result>((resolve, reject) => {
    client.exec(command, (error, channel) => (error ? reject(error) : resolve(begin(channel))));
  }) as Promise<Awaited<Result>>;
}

/** Most that a command may write to each of its streams, in bytes. */
const MAX_OUTPUT_BYTES = 1024 * 1024;
/** How long a command may take, in milliseconds. */
const COMMAND_MS = 120_000;

function finish(channel: ClientChannel): Promise<{ status: number; stdout: string; stderr: string }> {
  const result = { status: -1, stdout: "", stderr: "" };
  return new Promise((resolve, reject) => {
    const giveUp = (why: string): void => {
      clearTimeout(timer);
      reject(new FreeholdError("cloud_unavailable", `a command on the Docker host was given up: ${why}`));
    };
    const timer = setTimeout(() => giveUp(`no end within ${COMMAND_MS / 1000} s`), COMMAND_MS);
    const keep = (stream: "stdout" | "stderr", chunk: Buffer): void => {
      if (result[stream].length + chunk.length <= MAX_OUTPUT_BYTES) result[stream] += chunk.toString();
      else giveUp(`it wrote more than ${MAX_OUTPUT_BYTES} bytes`);
    };
    channel.on("data", (chunk: Buffer) => keep("stdout", chunk));
    channel.stderr.on("data", (chunk: Buffer) => keep("stderr", chunk));
    channel.on("exit", (status: number | null) => {
      result.status = status ?? -1;
    });
    channel.on("close", () => {
      clearTimeout(timer);
      resolve(result);
    });
    channel.end();
  });
}

function unreachable({ address, sshPort, sshUser }: DockerAccess, cause: unknown): FreeholdError {
  const where = `${sshUser}@${address}:${sshPort}`;
  if (cause instanceof SshFailure && cause.kind === "authentication") {
    return new FreeholdError("cloud_unauthorized", `the Docker host ${where} does not take the SSH key`, {
      cause,
      nextStep: "put the key's public half into that user's authorized_keys, or correct the key",
    });
  }
  const reason = cause instanceof Error ? cause.message : "no reason";
  return new FreeholdError("cloud_unreachable", `the Docker host ${where} cannot be reached: ${reason}`, { cause });
}
