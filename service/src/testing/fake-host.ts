import { type AddressInfo, createServer, type Server, Socket } from "node:net";
import { ed25519KeyPair } from "@freehold/sandbox/testing/keys";
import ssh2, { type Connection } from "ssh2";
import type { HostConnection } from "../app/hosts/run-on-host.ts";

/** A machine with sshd and a `hostctl` that does nothing but answer. */
export interface FakeHost {
  connection: HostConnection;
  /** Commands that it was asked to run. */
  readonly commands: string[];
  /** What `hostctl version` answers. */
  version: string;
  /** What its `hostctl status` says of the machine. */
  machine: { docker: string; remapped?: boolean };
  /** What else it answers to a command, with which exit code. @default - nothing: it answers `done` and 0 */
  respond: ((command: string) => Promise<FakeAnswer | undefined>) | null;
  /** Stops answering, as when the machine had died. */
  die(): Promise<void>;
  /** Takes connections from now on and does with them what is given: an SSH server it is no more. */
  become(answer: (socket: Socket) => void): Promise<void>;
  /** Answers again, at the same place with the same keys. */
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

export interface FakeAnswer {
  code: number;
  text: string;
}

export async function startFakeHost(): Promise<FakeHost> {
  const keys = { host: ed25519KeyPair(), user: ed25519KeyPair() };
  const commands: string[] = [];
  const open = new Set<Connection | Socket>();
  let server: Pick<Server, "once" | "listen" | "address" | "close"> = newServer();
  const port = await listen(server, 0);

  function newServer() {
    return new ssh2.Server({ hostKeys: [keys.host.private] }, (client) => {
      open.add(client);
      client.on("error", () => {});
      client.on("close", () => open.delete(client));
      client.on("authentication", (auth) => {
        const known = ssh2.utils.parseKey(keys.user.public);
        const isKnown =
          auth.method === "publickey" && !(known instanceof Error) && auth.key.data.equals(known.getPublicSSH());
        return isKnown ? auth.accept() : auth.reject(["publickey"]);
      });
      client.on("session", (accept) => {
        accept().on("exec", (acceptExec, _reject, { command }) => {
          commands.push(command);
          const channel = acceptExec();
          channel.on("error", () => {});
          void answerOf(command).then(({ code, text }) => {
            channel.write(`${text}\n`);
            channel.exit(code);
            channel.end();
          });
        });
      });
    });
  }
  const answerOf = async (command: string): Promise<FakeAnswer> =>
    (await host.respond?.(command)) ?? { code: host.version === "" ? 127 : 0, text: answerTo(command) };
  const answerTo = (command: string): string => {
    if (command === "hostctl version") return host.version;
    return command === "hostctl status --json" ? JSON.stringify({ machine: host.machine, workloads: [] }) : "done";
  };
  const die = async (): Promise<void> => {
    for (const client of open) client instanceof Socket ? client.destroy() : client.end();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  const host: FakeHost = {
    commands,
    version: "hostctl 1.1.0",
    machine: { docker: "running", remapped: true },
    respond: null,
    connection: {
      host: "127.0.0.1",
      port,
      user: "freehold",
      privateKey: keys.user.private,
      hostKey: keys.host.public,
    },
    die,
    async become(answer) {
      await die();
      server = createServer((socket) => {
        open.add(socket);
        socket.on("error", () => {});
        socket.on("close", () => open.delete(socket));
        answer(socket);
      });
      await listen(server, port);
    },
    async comeBack() {
      await die().catch(() => {});
      server = newServer();
      await listen(server, port);
    },
    close: () => die().catch(() => {}),
  };
  return host;
}

async function listen(server: Pick<Server, "once" | "listen" | "address">, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return (server.address() as AddressInfo).port;
}
