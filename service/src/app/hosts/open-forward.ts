import type { Duplex } from "node:stream";
import type { Client } from "ssh2";
import { connect, type HostConnection, unreachable } from "./run-on-host.ts";

/**
 * Opens a connection to a port of a machine's own, 127.0.0.1, through its SSH server. The session ends with the connection.
 *
 * @throws FreeholdError `host_key_mismatch`, and `machine_unreachable` when the server does not answer or nothing listens at the port
 */
export async function openForward(to: HostConnection, port: number, timeoutMs: number): Promise<Duplex> {
  const ssh = await connect(to, timeoutMs);
  try {
    const channel = await forwarded(ssh, to, port);
    channel.once("close", () => end(ssh));
    ssh.once("close", () => channel.destroy());
    return channel;
  } catch (error) {
    end(ssh);
    throw error;
  }
}

function forwarded(ssh: Client, to: HostConnection, port: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    ssh.forwardOut("127.0.0.1", 0, "127.0.0.1", port, (error, channel) => {
      if (error) reject(unreachable(to, `nothing answers at port ${port} of it (${error.message})`, error));
      else resolve(channel);
    });
  });
}

function end(ssh: Client): void {
  // Errors of a connection that nobody needs any more are nobody's.
  ssh.on("error", () => {});
  ssh.end();
  ssh.destroy();
}
