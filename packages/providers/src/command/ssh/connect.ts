import type { Duplex } from "node:stream";
import { ProviderError, reasonOf } from "@freehold/provider-kit";
import { hostKeyAlgorithms, readablePrivateKey } from "@freehold/ssh";
import { Client, type ConnectConfig } from "ssh2";
import { pause } from "../../http/pause.ts";
import { addressOf, type Connection } from "./connection.ts";
import { HostKeyMismatch, pinnedKeyOf } from "./host-key.ts";

/** A connection that is open. */
export interface OpenConnection {
  client: Client;
  /** Ends it, and the one to the proxy. */
  end(): void;
}

const DIAL_ERROR_LIMIT = 10;
const PER_DIAL_TIMEOUT_SEC = 15;

/** Pauses between tries, as the official plugin has them: a booting machine refuses for a while. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
const PAUSE_GROWTH = 1.5;

/** Connects, trying again while the machine cannot be reached. A wrong host key is not tried again. */
export async function connect(connection: Connection, signal: AbortSignal): Promise<OpenConnection> {
  const limit = connection.dialErrorLimit ?? DIAL_ERROR_LIMIT;
  let pauseMs = FIRST_PAUSE_MS;

  for (let failed = 1; ; failed += 1) {
    signal.throwIfAborted();
    try {
      return await dialThroughProxy(connection, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ProviderError) throw error;
      if (limit >= 0 && failed > limit) {
        const tried = `no SSH connection to ${addressOf(connection)} after ${failed} tries`;
        throw new ProviderError(`${tried}: ${reasonOf(error)}`, { cause: error });
      }
    }
    await pause(pauseMs, signal);
    pauseMs = Math.min(pauseMs * PAUSE_GROWTH, LONGEST_PAUSE_MS);
  }
}

async function dialThroughProxy(connection: Connection, signal: AbortSignal): Promise<OpenConnection> {
  if (connection.proxy === undefined) {
    const client = await dial(connection, undefined, signal);
    return { client, end: () => client.end() };
  }

  const proxy = await dial(connection.proxy, undefined, signal);
  try {
    const tunnel = await openTunnel(proxy, connection);
    const client = await dial(connection, tunnel, signal);
    const end = () => {
      client.end();
      proxy.end();
    };
    return { client, end };
  } catch (error) {
    proxy.end();
    throw error;
  }
}

function openTunnel(proxy: Client, { host, port }: Connection): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    proxy.forwardOut("127.0.0.1", 0, host, port ?? 22, (error, tunnel) => (error ? reject(error) : resolve(tunnel)));
  });
}

function dial(connection: Connection, tunnel: Duplex | undefined, signal: AbortSignal): Promise<Client> {
  const client = new Client();
  let mismatch: HostKeyMismatch | undefined;
  const config = connectConfig(connection, tunnel, (error) => {
    mismatch = error;
  });

  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      signal.removeEventListener("abort", abort);
      reject(mismatch ?? error);
      client.destroy();
    };
    const abort = () => fail(signal.reason);
    signal.addEventListener("abort", abort, { once: true });

    client.once("ready", () => {
      signal.removeEventListener("abort", abort);
      client.off("error", fail);
      // Whoever uses the connection sees its end; without a listener an error would take the process down.
      client.on("error", () => client.destroy());
      resolve(client);
    });
    client.on("error", fail);
    client.once("close", () => fail(new Error("the machine closed the connection")));
    client.connect(config);
    // Without this each small packet of the handshake waits 40 ms for the acknowledgement of the one before.
    client.setNoDelay(true);
  });
}

function connectConfig(
  connection: Connection,
  tunnel: Duplex | undefined,
  onMismatch: (error: HostKeyMismatch) => void,
): ConnectConfig {
  const pinned = connection.hostKey === undefined ? undefined : pinnedKeyOf(connection.hostKey);
  const verify = (key: Buffer) => {
    if (pinned === undefined || key.equals(pinned.blob)) return true;
    onMismatch(new HostKeyMismatch(addressOf(connection), pinned, key));
    return false;
  };

  return {
    host: connection.host,
    port: connection.port ?? 22,
    username: connection.user ?? "root",
    readyTimeout: (connection.perDialTimeout ?? PER_DIAL_TIMEOUT_SEC) * 1000,
    // A machine that goes away while a command runs is noticed after half a minute.
    keepaliveInterval: 10_000,
    keepaliveCountMax: 3,
    hostVerifier: verify,
    ...(pinned ? { algorithms: { serverHostKey: hostKeyAlgorithms(pinned) } } : {}),
    ...(tunnel ? { sock: tunnel } : {}),
    ...credentials(connection),
  };
}

function credentials({ privateKey, privateKeyPassword, password, agentSocketPath }: Connection): ConnectConfig {
  return {
    ...(privateKey === undefined ? {} : { privateKey: readablePrivateKey(privateKey, privateKeyPassword) }),
    ...(privateKeyPassword === undefined ? {} : { passphrase: privateKeyPassword }),
    ...(password === undefined ? {} : { password, tryKeyboard: true }),
    ...(agentSocketPath === undefined ? {} : { agent: agentSocketPath }),
  };
}
