import { generateKeyPairSync } from "node:crypto";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { sshPublicBlob, sshPublicLine } from "@freehold/ssh";
import { afterEach, expect, test } from "@jest/globals";
import { type Ran, type SshAnswer, type SshMachine, sshKeyPair, startSshMachine } from "../../testing/ssh-machine.ts";
import type { Connection } from "./connection.ts";
import { execute, type RemoteRun } from "./execute.ts";

const key = sshKeyPair();
const running: { close(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((machine) => machine.close()));
});

async function startMachine(answer: (ran: Ran) => SshAnswer | Promise<SshAnswer>, port = 0): Promise<SshMachine> {
  const machine = await startSshMachine(key.publicKey, answer, port);
  running.push(machine);
  return machine;
}

function connectionTo(machine: { port: number; hostKey?: string }): Connection {
  const pinned = machine.hostKey === undefined ? {} : { hostKey: machine.hostKey };
  return { host: "127.0.0.1", port: machine.port, user: "freehold", privateKey: key.privateKey, ...pinned };
}

function run(connection: Connection, more: Partial<RemoteRun> = {}) {
  const defaults = { command: "hostctl status", environment: {}, log: () => {}, signal: new AbortController().signal };
  return execute({ connection, ...defaults, ...more });
}

test("a command gets its input and environment, and its output comes back without the last newline", async () => {
  const machine = await startMachine(() => ({ status: 0, stdout: "out\n\n", stderr: "err\n" }));
  const lines: string[] = [];

  const output = await run(connectionTo(machine), {
    stdin: "the input",
    environment: { A: "1" },
    log: (line) => lines.push(line),
  });

  expect(output).toEqual({ stdout: "out\n", stderr: "err" });
  expect(machine.ran).toEqual([{ command: "hostctl status", stdin: "the input", environment: { A: "1" } }]);
  expect(lines.sort()).toEqual(["", "err", "out"]);
});

test("a command that fails reports its status and its complaint, and nothing of its input", async () => {
  const machine = await startMachine(() => ({ status: 75, stderr: "service auth is not healthy" }));

  const failure = run(connectionTo(machine), { stdin: "s3cret-input", environment: { TOKEN: "s3cret-env" } });

  await expect(failure).rejects.toThrow(
    `the command on freehold@127.0.0.1:${machine.port} ended with status 75: hostctl status\nservice auth is not healthy`,
  );
  await expect(failure).rejects.not.toThrow(/s3cret/);
});

test("a machine that is still booting is tried until it answers", async () => {
  const port = await freePort();
  const output = run(connectionTo({ port }));
  await refusedOnce(port);

  await startMachine(() => ({ status: 0, stdout: "up" }), port);

  await expect(output).resolves.toMatchObject({ stdout: "up" });
});

test("dialErrorLimit is the number of tries that may fail", async () => {
  const port = await freePort();

  const failure = run({ ...connectionTo({ port }), dialErrorLimit: 2 });

  await expect(failure).rejects.toThrow(
    `no SSH connection to freehold@127.0.0.1:${port} after 3 tries: connect ECONNREFUSED 127.0.0.1:${port}`,
  );
});

test("a machine with another host key is refused at once, and is sent nothing", async () => {
  const machine = await startMachine(() => ({ status: 0 }));
  const other = sshKeyPair().publicKey;

  const failure = run({ ...connectionTo(machine), hostKey: other, dialErrorLimit: -1 });

  await expect(failure).rejects.toThrow(
    /^the host key of freehold@127\.0\.0\.1:\d+ is not the one in connection\.hostKey: expected ssh-ed25519 SHA256:\S+, got ssh-ed25519 SHA256:\S+; nothing was sent to it$/,
  );
  expect(machine.ran).toEqual([]);
});

test("a host key that is no key is refused without repeating it", async () => {
  const failure = run({ ...connectionTo({ port: 1 }), hostKey: "not a key" });

  await expect(failure).rejects.toThrow('connection.hostKey must be like "ssh-ed25519 AAAA…"');
});

test("the right host key lets the command run", async () => {
  const machine = await startMachine(() => ({ status: 0, stdout: "fine" }));

  await expect(run(connectionTo(machine))).resolves.toMatchObject({ stdout: "fine" });
});

test("a machine behind another one is reached through it, with keys pinned on both", async () => {
  const proxy = await startMachine(() => ({ status: 0 }));
  const machine = await startMachine(() => ({ status: 0, stdout: "behind" }));

  const output = await run({ ...connectionTo(machine), proxy: connectionTo(proxy) });
  const wrongKey = run({ ...connectionTo(machine), proxy: { ...connectionTo(proxy), hostKey: machine.hostKey } });

  expect(output.stdout).toBe("behind");
  expect(proxy.ran).toEqual([]);
  await expect(wrongKey).rejects.toThrow(`the host key of freehold@127.0.0.1:${proxy.port} is not the one`);
});

test("a private key in PKCS #8, which the SSH library does not read, is taken", async () => {
  const pair = generateKeyPairSync("ed25519");
  const blob = sshPublicBlob(pair.publicKey) ?? Buffer.alloc(0);
  const machine = await startSshMachine(sshPublicLine(blob), () => ({ status: 0, stdout: "in" }));
  running.push(machine);
  const privateKey = pair.privateKey.export({ format: "pem", type: "pkcs8" }).toString();

  await expect(run({ ...connectionTo(machine), privateKey })).resolves.toMatchObject({ stdout: "in" });
});

test("a command that is cancelled ends with the reason", async () => {
  const started = Promise.withResolvers<void>();
  const machine = await startMachine(() => {
    started.resolve();
    return new Promise<SshAnswer>(() => {});
  });
  const controller = new AbortController();

  const failure = run(connectionTo(machine), { signal: controller.signal });
  await started.promise;
  controller.abort(new Error("cancelled"));

  await expect(failure).rejects.toThrow("cancelled");
});

test("waiting for a machine that never comes ends when it is cancelled", async () => {
  const controller = new AbortController();
  const port = await freePort();

  const failure = run({ ...connectionTo({ port }), dialErrorLimit: -1 }, { signal: controller.signal });
  controller.abort(new Error("cancelled"));

  await expect(failure).rejects.toThrow("cancelled");
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits until somebody has connected to a port where nothing is served, and has been turned away. */
async function refusedOnce(port: number): Promise<void> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  await new Promise<void>((resolve) => server.once("connection", () => resolve()));
  await new Promise((resolve) => server.close(resolve));
}
