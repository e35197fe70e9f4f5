import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DockerClient } from "../docker/client.ts";
import { configureDocker } from "../docker/configuration.ts";
import { isLoopback } from "../http/loopback.ts";
import { sshKeyPair, startSshMachine } from "./ssh-machine.ts";

const SOCKET = "/var/run/docker.sock";

/** The same engine by one of the ways that a provider can take to it. */
export interface DockerTransport {
  /** Configuration of the provider. */
  config: { host: string; sshOpts?: string[] };
  close(): Promise<void>;
}

/** Why the tests of a real Docker engine cannot run; undefined when they can. */
export async function noDockerReason(): Promise<string | undefined> {
  const answers = await new Promise<boolean>((resolve) => {
    const asked = request({ socketPath: SOCKET, path: "/_ping", timeout: 5000 }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.on("error", () => resolve(false));
    asked.on("timeout", () => asked.destroy());
    asked.end();
  });
  return answers ? undefined : `no Docker engine answers at ${SOCKET}`;
}

/** The engine's own API, to look at it past the engine under test. */
export function dockerEngine(): DockerClient {
  return configureDocker({ host: `unix://${SOCKET}` }, isLoopback);
}

export const DOCKER_TRANSPORTS: Readonly<Record<"socket" | "tcp" | "ssh", () => Promise<DockerTransport>>> = {
  socket: async () => ({ config: { host: `unix://${SOCKET}` }, close: async () => {} }),
  tcp: openTcp,
  ssh: openSsh,
};

async function openTcp(): Promise<DockerTransport> {
  const server = createServer((from) => {
    const to = connect(SOCKET);
    from.pipe(to).pipe(from);
    for (const [one, other] of [[from, to] as const, [to, from] as const]) one.on("error", () => other.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { config: { host: `tcp://127.0.0.1:${port}` }, close };
}

async function openSsh(): Promise<DockerTransport> {
  const key = sshKeyPair();
  const machine = await startSshMachine(
    key.publicKey,
    () => ({ status: 127 }),
    0,
    (command, channel) => {
      if (command !== "docker system dial-stdio") return false;
      const engine = connect(SOCKET);
      channel.pipe(engine).pipe(channel);
      channel.on("error", () => engine.destroy());
      engine.on("error", () => channel.close());
      return true;
    },
  );
  const folder = await mkdtemp(join(tmpdir(), "freehold-docker-"));
  const [identity, known] = [join(folder, "key"), join(folder, "known_hosts")];
  await writeFile(identity, key.privateKey, { mode: 0o600 });
  await writeFile(known, `[127.0.0.1]:${machine.port} ${machine.hostKey}\n`);
  return {
    config: {
      host: `ssh://freehold@127.0.0.1:${machine.port}`,
      sshOpts: ["-i", identity, "-o", `UserKnownHostsFile=${known}`, "-o", "StrictHostKeyChecking=yes"],
    },
    close: async () => {
      await machine.close();
      await rm(folder, { recursive: true });
    },
  };
}
