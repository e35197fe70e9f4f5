import { createHash } from "node:crypto";
import { FreeholdError } from "@freehold/model";
import { Client } from "ssh2";

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

/**
 * Runs one command on a host.
 *
 * @throws FreeholdError `host_key_mismatch`, and `machine_unreachable` when it does not answer, refuses the key or is silent for too long
 */
export async function runOnHost(
  to: HostConnection,
  command: string,
  timeoutMs: number,
  stdin = "",
): Promise<ShellResult> {
  const ssh = new Client();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(unreachable(to, `no answer within ${timeoutMs / 1000} s`)), timeoutMs);
  try {
    await Promise.race([connect(ssh, to, timeoutMs), late.promise]);
    return await Promise.race([execute(ssh, to, command, stdin), late.promise]);
  } finally {
    clearTimeout(timer);
    // Errors of a connection that nobody needs any more are nobody's.
    ssh.on("error", () => {});
    ssh.end();
    ssh.destroy();
  }
}

async function connect(ssh: Client, to: HostConnection, timeoutMs: number): Promise<void> {
  const [algorithm = "", pinned = ""] = to.hostKey.split(" ");
  const ready = Promise.withResolvers<void>();
  let shown: Buffer | undefined;
  const failed = (reason: string, cause?: unknown): void => {
    const isOther = shown !== undefined && shown.toString("base64") !== pinned;
    ready.reject(isOther ? mismatch(to, pinned, shown) : unreachable(to, reason, cause));
  };
  ssh.once("ready", () => ready.resolve());
  ssh.on("error", (error) => failed(error.message, error));
  // A server that goes down in the middle of a login closes the connection without an error.
  ssh.once("close", () => failed("it closed the connection"));
  try {
    ssh.connect({
      host: to.host,
      port: to.port,
      username: to.user,
      privateKey: to.privateKey,
      readyTimeout: timeoutMs,
      // A server may have several host keys: the pinned one is asked for.
      algorithms: { serverHostKey: [algorithm as "ssh-ed25519"] },
      hostVerifier: (key: Buffer) => {
        shown = key;
        return key.toString("base64") === pinned;
      },
    });
  } catch (error) {
    throw unreachable(to, error instanceof Error ? error.message : String(error), error);
  }
  await ready.promise;
}

function execute(ssh: Client, to: HostConnection, command: string, stdin: string): Promise<ShellResult> {
  return new Promise((resolve, reject) => {
    ssh.once("close", () => reject(unreachable(to, "it closed the connection in the middle of a command")));
    ssh.exec(command, (error, channel) => {
      if (error) return reject(unreachable(to, error.message, error));
      let stdout = "";
      let stderr = "";
      let code: number | null = null;
      channel.on("data", (chunk: Buffer) => {
        stdout += chunk.toString("utf8");
      });
      channel.stderr.on("data", (chunk: Buffer) => {
        stderr += chunk.toString("utf8");
      });
      channel.on("exit", (exitCode: number | null) => {
        code = exitCode;
      });
      channel.on("close", () => resolve({ code, stdout, stderr }));
      channel.end(stdin);
    });
  });
}

function unreachable({ host, port, user }: HostConnection, reason: string, cause?: unknown): FreeholdError {
  return new FreeholdError("machine_unreachable", `${user}@${host}:${port} cannot be reached by SSH: ${reason}`, {
    ...(cause !== undefined && { cause }),
    nextStep: "check that the host runs, that its firewall lets this service in, and that the user has the key",
  });
}

function mismatch({ host, port }: HostConnection, pinned: string, shown: Buffer | undefined): FreeholdError {
  const expected = fingerprint(Buffer.from(pinned, "base64"));
  const got = shown === undefined ? "none" : fingerprint(shown);
  return new FreeholdError("host_key_mismatch", `${host}:${port} shows the host key ${got}, expected ${expected}`, {
    errors: [{ pointer: "/ssh/hostKey", detail: `must be the host's own key (${got}), got ${expected}` }],
    nextStep: "compare with /etc/ssh/ssh_host_ed25519_key.pub on the host; another key may be another machine",
  });
}

/** As `ssh-keygen -l` shows it. */
function fingerprint(key: Buffer): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}
