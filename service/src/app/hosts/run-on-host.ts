import { FreeholdError } from "@freehold/model";
import { connectPinned, keyFingerprint, parseHostKey, SshFailure } from "@freehold/ssh";
import type { Client } from "ssh2";
import { isNobodyThere, UnreachableHost } from "./unreachable-host.ts";

/** How a host is reached. */
export interface HostConnection {
  /** Address or name of its SSH server. */
  host: string;
  port: number;
  /** May run `hostctl` and reach the Docker engine. */
  user: string;
  /** In OpenSSH or PEM form. */
  privateKey: string;
  /** The host's public host key, in `authorized_keys` form; a server that shows another one is not talked to. */
  hostKey: string;
}

/** What a command on a host came to. */
export interface ShellResult {
  /** Exit code; null when a signal ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Most that a command may write to each of its streams, in bytes. */
const MAX_OUTPUT_BYTES = 1024 * 1024;

/**
 * Runs one command on a host.
 *
 * @throws FreeholdError `host_key_mismatch`, and as {@link UnreachableHost} `machine_unreachable` when it does not answer, refuses the key or
 * is silent for too long
 */
export async function runOnHost(
  to: HostConnection,
  command: string,
  timeoutMs: number,
  stdin = "",
): Promise<ShellResult> {
  const late = Promise.withResolvers<never>();
  const line: Line = { isConnected: false };
  const timer = setTimeout(() => late.reject(tooLate(to, timeoutMs, line)), timeoutMs);
  const connecting = connect(to, timeoutMs, line);
  try {
    const ssh = await Promise.race([connecting, late.promise]);
    return await Promise.race([execute(ssh, to, command, stdin), late.promise]);
  } finally {
    clearTimeout(timer);
    connecting.then(end, () => {});
  }
}

function end(ssh: Client): void {
  ssh.end();
  ssh.destroy();
}

/** How far a connection has come: what ends before, and what after, says different things of a host. */
interface Line {
  isConnected: boolean;
}

/** Logs in. @throws FreeholdError `host_key_mismatch`, and as {@link UnreachableHost} `machine_unreachable` */
export async function connect(
  to: HostConnection,
  timeoutMs: number,
  line: Line = { isConnected: false },
): Promise<Client> {
  const onConnect = (): void => {
    line.isConnected = true;
  };
  return connectPinned(to, timeoutMs, onConnect).catch((error: unknown) => {
    if (!(error instanceof SshFailure))
      throw unreachable(to, error instanceof Error ? error.message : String(error), error);
    if (error.kind === "host_key") throw mismatch(to, error);
    if (isTimeout(error.cause)) throw tooLate(to, timeoutMs, line);
    throw broken(to, error, line);
  });
}

function execute(ssh: Client, to: HostConnection, command: string, stdin: string): Promise<ShellResult> {
  return new Promise((resolve, reject) => {
    ssh.once("close", () => reject(unreachable(to, "it closed the connection in the middle of a command")));
    ssh.exec(command, (error, channel) => {
      if (error) return reject(unreachable(to, error.message, error));
      const written = { stdout: "", stderr: "" };
      let code: number | null = null;
      const keep = (stream: keyof typeof written, chunk: Buffer): void => {
        if (written[stream].length + chunk.length <= MAX_OUTPUT_BYTES) written[stream] += chunk.toString("utf8");
        else reject(unreachable(to, `a command wrote more than ${MAX_OUTPUT_BYTES} bytes`));
      };
      channel.on("data", (chunk: Buffer) => keep("stdout", chunk));
      channel.stderr.on("data", (chunk: Buffer) => keep("stderr", chunk));
      channel.on("exit", (exitCode: number | null) => {
        code = exitCode;
      });
      channel.on("close", () => resolve({ code, ...written }));
      channel.end(stdin);
    });
  });
}

/** ssh2 says so of a handshake that takes longer than `readyTimeout`. */
function isTimeout(cause: unknown): boolean {
  return typeof cause === "object" && cause !== null && "level" in cause && cause.level === "client-timeout";
}

function tooLate(to: HostConnection, timeoutMs: number, { isConnected }: Line): UnreachableHost {
  const within = `within ${timeoutMs / 1000} s`;
  return isConnected
    ? new UnreachableHost({
        to: nameOf(to),
        reason: `it takes connections and gives no answer ${within}`,
        trouble: "unresponsive",
      })
    : new UnreachableHost({ to: nameOf(to), reason: `no answer ${within}`, trouble: "silent" });
}

/** The failure of a machine that answers, and not as it should: whatever it answers, it is there. */
export function unreachable(to: HostConnection, reason: string, cause?: unknown): UnreachableHost {
  return new UnreachableHost({ to: nameOf(to), reason, trouble: "misconfigured", cause });
}

function broken(to: HostConnection, cause: SshFailure, { isConnected }: Line): UnreachableHost {
  const trouble = !isConnected && isNobodyThere(cause.cause) ? "silent" : "misconfigured";
  return new UnreachableHost({ to: nameOf(to), reason: cause.message, trouble, cause });
}

function nameOf({ host, port, user }: HostConnection): string {
  return `${user}@${host}:${port}`;
}

function mismatch({ host, port, hostKey }: HostConnection, failure: SshFailure): FreeholdError {
  const pinned = parseHostKey(hostKey);
  const expected = pinned === undefined ? "none" : keyFingerprint(pinned.blob);
  const got = failure.shown === undefined ? "none of its type" : keyFingerprint(failure.shown);
  return new FreeholdError("host_key_mismatch", `${host}:${port} shows the host key ${got}, expected ${expected}`, {
    cause: failure,
    errors: [{ pointer: "/ssh/hostKey", detail: `must be the host's own key (${got}), got ${expected}` }],
    nextStep: "compare with /etc/ssh/ssh_host_*_key.pub on the host; another key may be another machine",
  });
}
