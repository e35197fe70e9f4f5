import { openSsh, type SshTarget } from "@freehold/sandbox/testing/ssh";

/** Runs a command over SSH; rejects with what it said when it fails. */
export async function onMachine(target: SshTarget, command: string, stdin = ""): Promise<string> {
  const session = await openSsh(target);
  try {
    const { exitCode, stdout, stderr } = await session.run(command, stdin);
    if (exitCode !== 0) throw new Error(`${command} ended with ${exitCode}: ${stderr}${stdout}`);
    return stdout;
  } finally {
    await session.close();
  }
}
