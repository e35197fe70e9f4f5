import type { Project } from "../project.ts";
import type { Server } from "../rows.ts";
import { machineIdOf } from "./server.ts";

/** Makes the machine behind a server and lets it boot. */
export async function createMachine(project: Project, server: Server): Promise<void> {
  await project.services.machines.create({
    id: machineIdOf(server),
    hostname: server.name,
    address: server.machineAddress,
    userData: server.userData,
    authorizedKeys: server.authorizedKeys,
    image: server.imageName,
  });
}

/** Makes the machine after a time, unless the server is gone by then: its address is reported, and nothing answers there. */
export function createMachineLater(project: Project, server: Server, delayMs: number): void {
  project.services.clock.after(delayMs, async () => {
    if (project.servers.get(server.id) === server && server.status !== "deleting") await createMachine(project, server);
  });
}

/** Puts another image on the machine. A driver that cannot do it in place gets a new machine at the same address. */
export async function rebuildMachine(project: Project, server: Server): Promise<void> {
  const { machines } = project.services;
  if (machines.rebuild) return machines.rebuild(machineIdOf(server), server.imageName);
  await machines.destroy(machineIdOf(server));
  await createMachine(project, server);
}

/** Removes the machine; its address goes back to the pool unless a primary IP still stands for it. */
export async function destroyMachine(project: Project, server: Server): Promise<void> {
  const { machines, addresses } = project.services;
  await machines.destroy(machineIdOf(server));
  const address = server.machineAddress;
  if (!project.primaryIps.all().some((ip) => ip.ip === address)) addresses.giveBack(address);
}
