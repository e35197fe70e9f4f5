import { Client, type ConnectConfig } from "ssh2";
import { type HostKey, hostKeyAlgorithms, keyFingerprint, keyTypeOf, parseHostKey } from "./host-key.ts";
import { readablePrivateKey } from "./private-key.ts";
import { SshFailure } from "./ssh-failure.ts";

/** A machine, and how to log in to it. */
export interface SshTarget {
  host: string;
  port: number;
  user: string;
  /** In OpenSSH or PEM form, PKCS #8 too; not encrypted. */
  privateKey: string;
  /** The machine's public host key, in `authorized_keys` form; a machine that shows another one is not talked to. */
  hostKey: string;
}

/**
 * Logs in to a machine that proves the pinned host key. The one way in which the service opens SSH: every other rule would be one more that a
 * machine may not fit.
 *
 * @param timeoutMs For the whole login
 * @param onConnect Called when the machine has taken the connection, before it has proven anything
 * @returns A client that is logged in and sends small packets at once; the caller ends it
 * @throws SshFailure
 */
export async function connectPinned(to: SshTarget, timeoutMs: number, onConnect?: () => void): Promise<Client> {
  const pinned = parseHostKey(to.hostKey);
  if (pinned === undefined) throw new SshFailure("host_key", "the pinned host key is not a public key of a host");
  const client = new Client();
  if (onConnect !== undefined) client.once("connect", onConnect);
  const shown: { key?: Buffer } = {};
  try {
    await login(client, configFor(to, pinned, timeoutMs, shown));
  } catch (cause) {
    client.destroy();
    throw failureOf(cause, pinned, shown.key);
  }
  // Without this each small packet waits 40 ms for the acknowledgement of the one before.
  client.setNoDelay(true);
  return client;
}

async function login(client: Client, config: ConnectConfig): Promise<void> {
  const ready = Promise.withResolvers<void>();
  // A key that cannot be read is refused before anybody waits.
  ready.promise.catch(() => {});
  client.once("ready", ready.resolve);
  // Also later: without a listener an error would take the process down, and who uses the connection sees its end.
  client.on("error", ready.reject);
  // A server that goes down in the middle of a login closes the connection without an error.
  client.once("close", () => ready.reject(new Error("it closed the connection")));
  client.connect(config);
  await ready.promise;
}

function configFor(
  { host, port, user, privateKey }: SshTarget,
  pinned: HostKey,
  readyTimeout: number,
  shown: { key?: Buffer },
): ConnectConfig {
  return {
    ...{ host, port, username: user, readyTimeout },
    privateKey: readablePrivateKey(privateKey),
    algorithms: { serverHostKey: hostKeyAlgorithms(pinned) },
    hostVerifier: (key: Buffer) => {
      shown.key = key;
      return key.equals(pinned.blob);
    },
  };
}

function failureOf(cause: unknown, pinned: HostKey, shown: Buffer | undefined): SshFailure {
  const { level, message = String(cause) } = cause as { level?: string; message?: string };
  if (shown !== undefined && !shown.equals(pinned.blob)) {
    const keys = `expected ${pinned.type} ${keyFingerprint(pinned.blob)}, got ${keyTypeOf(shown)} ${keyFingerprint(shown)}`;
    return new SshFailure("host_key", `it shows another host key than the pinned one: ${keys}`, { cause, shown });
  }
  if (/no matching host key/i.test(message))
    return new SshFailure("host_key", `it has no host key of the pinned type ${pinned.type}`, { cause });
  return new SshFailure(level === "client-authentication" ? "authentication" : "unreachable", message, { cause });
}
