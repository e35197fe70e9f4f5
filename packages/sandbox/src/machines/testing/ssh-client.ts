import { once } from "node:events";
import { promisify } from "node:util";
import ssh2, { type Client, type SFTPWrapper } from "ssh2";

export interface SshTarget {
  host: string;
  port: number;
  username: string;
  privateKey: string;
  /**
   * The only host key to accept, OpenSSH public form.
   *
   * @default - any
   */
  hostKey?: string;
}

export interface CommandResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** A real SSH session with the host key pinned. */
export interface SshSession {
  run(commandLine: string, stdin?: string): Promise<CommandResult>;
  sftp(): Promise<SFTPWrapper>;
  close(): Promise<void>;
}

/** Logs in, or rejects with what ssh2 says. */
export async function openSsh(target: SshTarget): Promise<SshSession> {
  const client = new ssh2.Client();
  const pinned = target.hostKey === undefined ? undefined : publicKeyOf(target.hostKey);
  // The machine may go off in the middle of a session; before that, `once` below rejects.
  client.on("error", () => client.end());
  client.connect({
    host: target.host,
    port: target.port,
    username: target.username,
    privateKey: target.privateKey,
    hostVerifier: (key: Buffer) => pinned === undefined || key.equals(pinned),
    readyTimeout: 20_000,
    // A machine that is switched off under a session may send no farewell.
    keepaliveInterval: 2000,
    keepaliveCountMax: 3,
  });
  const closed = once(client, "close");
  // A server that goes down in the middle of a login closes the connection without an error.
  await Promise.race([once(client, "ready"), closed.then(refuseLogin)]);
  client.setNoDelay(true);
  return {
    run: (commandLine, stdin = "") => run(client, commandLine, stdin),
    sftp: () => promisify(client.sftp.bind(client))(),
    async close() {
      client.end();
      await closed;
    },
  };
}

function refuseLogin(): never {
  throw new Error("the machine closed the connection before the login");
}

function run(client: Client, commandLine: string, stdin: string): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    // Listeners go on inside the callback: the exit code can arrive in the same packet as the channel.
    client.exec(commandLine, (error, channel) => {
      if (error) {
        return reject(error);
      }
      const result: CommandResult = { exitCode: -1, stdout: "", stderr: "" };
      channel.on("data", (data: Buffer) => {
        result.stdout += data.toString();
      });
      channel.stderr.on("data", (data: Buffer) => {
        result.stderr += data.toString();
      });
      channel.on("exit", (exitCode: number | null) => {
        result.exitCode = exitCode ?? -1;
      });
      channel.on("close", () => resolve(result));
      channel.end(stdin);
    });
  });
}

function publicKeyOf(text: string): Buffer {
  const key = ssh2.utils.parseKey(text);
  if (key instanceof Error) {
    throw key;
  }
  return key.getPublicSSH();
}
