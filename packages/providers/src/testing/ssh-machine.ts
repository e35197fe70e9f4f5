import { generateKeyPairSync } from "node:crypto";
import { type AddressInfo, connect } from "node:net";
import { sshPrivateKey, sshPublicBlob, sshPublicLine } from "@freehold/ssh";
import ssh2, { type ServerChannel, type Connection as Session } from "ssh2";

/** A command that a test machine was asked to run. */
export interface Ran {
  command: string;
  stdin: string;
  environment: Record<string, string>;
}

/** A machine that takes one key and answers commands by a function. */
export interface SshMachine {
  port: number;
  /** For `connection.hostKey`. */
  hostKey: string;
  ran: Ran[];
  /** Files that were copied to it. */
  files: Map<string, string>;
  close(): Promise<void>;
}

export interface SshAnswer {
  status: number;
  stdout?: string;
  stderr?: string;
}

/** An ed25519 key pair in OpenSSH's formats. */
export function sshKeyPair(): { privateKey: string; publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const blob = sshPublicBlob(publicKey) ?? Buffer.alloc(0);
  return { privateKey: sshPrivateKey(privateKey, blob), publicKey: sshPublicLine(blob) };
}

/**
 * Starts a machine on 127.0.0.1. It lets in whoever proves to have the key.
 *
 * @param talk Takes a command's channel over, for programs that speak on it; answers false for commands that `answer` is for
 */
export async function startSshMachine(
  publicKey: string,
  answer: (ran: Ran) => SshAnswer | Promise<SshAnswer>,
  port = 0,
  talk: (command: string, channel: ServerChannel) => boolean = () => false,
): Promise<SshMachine> {
  const host = sshKeyPair();
  const ran: Ran[] = [];
  const files = new Map<string, string>();
  const allowed = ssh2.utils.parseKey(publicKey);
  if (allowed instanceof Error) throw allowed;

  const sessions = new Set<Session>();
  const server = new ssh2.Server({ hostKeys: [host.privateKey] }, (session) => {
    sessions.add(session);
    (session as unknown as { setNoDelay(on: boolean): void }).setNoDelay(true); // its types leave it out
    session.on("close", () => sessions.delete(session));
    session.on("error", () => {});
    session.on("authentication", (context) => {
      const isAllowed = context.method === "publickey" && context.key.data.equals(allowed.getPublicSSH());
      if (isAllowed) context.accept();
      else context.reject(["publickey"]);
    });
    session.on("tcpip", (accept, _reject, { destIP, destPort }) => {
      const tunnel = accept();
      const socket = connect(destPort, destIP);
      socket.on("error", () => tunnel.close());
      tunnel.pipe(socket).pipe(tunnel);
    });
    session.on("session", (accept) => {
      const environment: Record<string, string> = {};
      const opened = accept();
      opened.on("env", (acceptEnv, _reject, info) => {
        environment[info.key] = info.val;
        acceptEnv?.();
      });
      opened.on("exec", (acceptExec, _reject, { command }) => run(acceptExec(), { command, stdin: "", environment }));
      opened.on("sftp", (acceptSftp) => serveFiles(acceptSftp(), files));
    });
  });

  const run = (channel: ServerChannel, asked: Ran) => {
    if (talk(asked.command, channel)) return;
    channel.on("data", (chunk: Buffer) => {
      asked.stdin += chunk.toString();
    });
    channel.on("end", async () => {
      ran.push(asked);
      const { status, stdout, stderr } = await answer(asked);
      channel.write(stdout ?? "");
      channel.stderr.write(stderr ?? "");
      channel.exit(status);
      channel.end();
    });
  };

  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const close = async () => {
    for (const session of sessions) session.end();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { port: (server.address() as AddressInfo).port, hostKey: host.publicKey.trim(), ran, files, close };
}

/** As much of SFTP as writing whole files takes. */
function serveFiles(sftp: ssh2.SFTPWrapper, files: Map<string, string>): void {
  const { STATUS_CODE } = ssh2.utils.sftp;
  const open: string[] = [];
  const status = (id: number, code: number) => sftp.status(id, code);

  sftp.on("OPEN", (id, path) => {
    files.set(path, "");
    sftp.handle(id, Buffer.from(String(open.push(path) - 1)));
  });
  sftp.on("WRITE", (id, handle, _offset, data) => {
    const path = open[Number(handle.toString())] ?? "";
    files.set(path, (files.get(path) ?? "") + data.toString());
    status(id, STATUS_CODE.OK);
  });
  sftp.on("STAT", (id) => status(id, STATUS_CODE.NO_SUCH_FILE));
  sftp.on("MKDIR", (id) => status(id, STATUS_CODE.OK));
  sftp.on("FSETSTAT", (id) => status(id, STATUS_CODE.OK));
  sftp.on("CLOSE", (id) => status(id, STATUS_CODE.OK));
}
