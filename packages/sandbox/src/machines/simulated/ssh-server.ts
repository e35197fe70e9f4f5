import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import ssh2, { type AuthContext, type Connection, type ParsedKey, type ServerChannel, type Session } from "ssh2";
import type { CommandIo } from "./command-io.ts";

/** What an SSH server of a simulated machine asks its machine. */
export interface SshHost {
  /** OpenSSH form. */
  hostKey: string;
  /** Public keys, in OpenSSH form, with which this user may log in. */
  keysOf(user: string): string[];
  /** Runs a command line; resolves with the exit code. */
  run(user: string, commandLine: string, io: CommandIo): Promise<number>;
  /** Connects a forwarded channel to a port of the machine's own. False where the user may not, or nothing listens. */
  forward(user: string, port: number, connection: () => Duplex): boolean;
  /** Serves the SFTP subsystem on a channel. */
  serveSftp(user: string, channel: unknown): void;
}

export interface SshServer {
  /** Ends every session and stops listening, as when the power goes. */
  close(): Promise<void>;
}

/** Listens on address and port. Rejects, with a sentence that says what to do, when it cannot. */
export async function startSshServer(address: string, port: number, host: SshHost): Promise<SshServer> {
  const power = new AbortController();
  const ssh = new ssh2.Server({ hostKeys: [host.hostKey], ident: "OpenSSH_9.2p1-simulated" }, (connection) =>
    serveConnection(connection, host, power.signal),
  );

  // The sockets are ours, so that switching off also ends those that never finished a handshake.
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    ssh.injectSocket(socket);
  });

  server.listen(port, address);
  try {
    await once(server, "listening");
  } catch (error) {
    throw new Error(
      `the simulated machine cannot listen on ${address}:${port} (${reasonOf(error)}); stop what listens there or choose another SSH port`,
      { cause: error },
    );
  }
  return {
    async close() {
      power.abort();
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) {
        socket.destroySoon();
      }
      await closed;
    },
  };
}

function serveConnection(connection: Connection, host: SshHost, power: AbortSignal): void {
  let user = "";
  // A client that goes away in the middle is no event for the machine.
  connection.on("error", () => connection.end());
  connection.on("authentication", (attempt) => {
    if (isAllowed(attempt, host.keysOf(attempt.username))) {
      user = attempt.username;
      attempt.accept();
    } else {
      attempt.reject(["publickey"]);
    }
  });
  connection.on("ready", () => {
    connection.on("session", (accept) => serveSession(accept(), user, host, power));
    connection.on("tcpip", (accept, reject, { destIP, destPort }) => {
      const isOwn = destIP === "127.0.0.1" || destIP === "localhost";
      if (!isOwn || !host.forward(user, destPort, accept)) reject();
    });
  });
}

function isAllowed(attempt: AuthContext, keys: string[]): boolean {
  if (attempt.method !== "publickey") {
    return false;
  }
  const known = keys.map(parsedKey).find((key) => key?.getPublicSSH().equals(attempt.key.data));
  if (known === undefined) {
    return false;
  }
  // Without a signature the client only asks whether the key would do.
  const { signature, blob, hashAlgo } = attempt;
  return signature === undefined || (blob !== undefined && known.verify(blob, signature, hashAlgo) === true);
}

function parsedKey(text: string): ParsedKey | undefined {
  const key = ssh2.utils.parseKey(text);
  return key instanceof Error ? undefined : key;
}

function serveSession(session: Session, user: string, host: SshHost, power: AbortSignal): void {
  session.on("env", (accept) => accept?.());
  session.on("exec", (accept, _reject, { command }) => {
    void serveCommand(accept(), user, command, host, power);
  });
  session.on("sftp", (accept) => host.serveSftp(user, accept()));
}

async function serveCommand(
  channel: ServerChannel,
  user: string,
  command: string,
  host: SshHost,
  power: AbortSignal,
): Promise<void> {
  const gone = new AbortController();
  channel.on("close", () => gone.abort());
  channel.on("error", () => gone.abort());
  const io: CommandIo = {
    stdin: () => readAll(channel),
    raw: () => channel,
    out: (line) => channel.write(`${line}\n`),
    err: (line) => channel.stderr.write(`${line}\n`),
    signal: AbortSignal.any([power, gone.signal]),
  };
  try {
    channel.exit(await host.run(user, command, io));
  } catch (error) {
    if (io.signal.aborted) {
      return;
    }
    io.err(`the simulated machine failed: ${reasonOf(error)}`);
    channel.exit(1);
  }
  channel.end();
}

async function readAll(channel: ServerChannel): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of channel) {
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString();
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
