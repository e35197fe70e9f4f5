import type { StackOutputs } from "@freehold/model";
import { connectPinned } from "@freehold/ssh";
import type { Client } from "ssh2";
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

const READY_TIMEOUT_MS = 20_000;

/** Asks the tenant's machine how its workload is, over SSH with the pinned host key. Undefined for a slot, whose key nobody is handed. */
export async function machineStatus({ machine, sshPrivateKey }: StackOutputs): Promise<MachineStatus | undefined> {
  if (sshPrivateKey === "") return undefined;
  const { host, port, user, hostKey } = machine.ssh;
  const ssh = await connectPinned({ host, port, user, hostKey, privateKey: sshPrivateKey }, READY_TIMEOUT_MS);
  try {
    return Status.parse(JSON.parse(await execute(ssh, "hostctl status --json")));
  } finally {
    ssh.end();
  }
}

/** Most that a machine may say, in bytes. */
const MAX_OUTPUT_BYTES = 1024 * 1024;

function execute(ssh: Client, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    ssh.exec(command, (error, channel) => {
      if (error) return reject(error);
      let output = "";
      channel.on("data", (chunk: Buffer) => {
        if (output.length + chunk.length <= MAX_OUTPUT_BYTES) output += chunk.toString("utf8");
        else reject(new Error(`the machine wrote more than ${MAX_OUTPUT_BYTES} bytes`));
      });
      channel.on("close", () => resolve(output));
    });
  });
}
