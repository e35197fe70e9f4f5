import type { ContainerMachines, Sandbox } from "@freehold/sandbox";
import { until } from "@freehold/testing";

/**
 * Restarts a container machine through Hetzner's API, and resolves once it has booted again.
 * Until it goes down it answers as before: to ask it whether something is back says nothing before that.
 */
export async function reboot(machines: ContainerMachines, { hetzner }: Sandbox, serverId: string): Promise<void> {
  /** When the machine's first process was started; the 22nd field, as proc(5) counts them. */
  const bootedAt = async () => {
    const { stdout } = await machines.exec(`hetzner-${serverId}`, ["cut", "-d ", "-f22", "/proc/1/stat"]);
    return stdout.trim();
  };
  const before = await bootedAt();
  if (before === "") throw new Error(`the machine of server ${serverId} does not say when it booted`);

  const { status } = await fetch(`${hetzner.endpoint}/servers/${serverId}/actions/reboot`, {
    method: "POST",
    headers: { authorization: `Bearer ${hetzner.token}` },
  });
  if (status !== 201) throw new Error(`the reboot of server ${serverId} was answered with ${status}`);

  await until(`server ${serverId} to boot again`, async () => {
    const now = await bootedAt().catch(() => "");
    return now !== "" && now !== before;
  });
}
