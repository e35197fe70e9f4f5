import type { StackOutputs } from "@freehold/model";
import { Client } from "ssh2";
import { z } from "zod";

/** What `hostctl status --json` answers, as far as it is shown. */
const Status = z.object({
  workloads: z.array(
    z.object({
      name: z.string(),
      state: z.string(),
      services: z.array(z.object({ name: z.string(), state: z.string(), health: z.string() })),
    }),
  ),
});
export type MachineStatus = z.infer<typeof Status>;

/** Asks the tenant's machine how its workload is, over SSH with the pinned host key. */
export async function machineStatus({ machine, sshPrivateKey }: StackOutputs): Promise<MachineStatus> {
  const pinned = machine.ssh.hostKey.split(" ")[1];
  const ssh = new Client();
  const ready = Promise.withResolvers<void>();
  ssh.once("ready", ready.resolve).once("error", ready.reject);
  // A server that goes down in the middle of a login closes the connection without an error.
  ssh.once("close", () => ready.reject(new Error("the machine closed the connection")));
  ssh.connect({
    host: machine.ssh.host,
    port: machine.ssh.port,
    username: machine.ssh.user,
    privateKey: sshPrivateKey,
    readyTimeout: 20_000,
    hostVerifier: (key: Buffer) => key.toString("base64") === pinned,
  });
  try {
    await ready.promise;
    return Status.parse(JSON.parse(await execute(ssh, "hostctl status --json")));
  } finally {
    ssh.end();
  }
}

function execute(ssh: Client, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    ssh.exec(command, (error, channel) => {
      if (error) return reject(error);
      let output = "";
      channel.on("data", (chunk: Buffer) => {
        output += chunk.toString("utf8");
      });
      channel.on("close", () => resolve(output));
    });
  });
}
