import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import type Docker from "dockerode";

/** Label of everything that belongs to a sandbox; its value is the sandbox's id. */
const SANDBOX_LABEL = "freehold.sandbox";
const HOST_LABEL = "freehold.sandbox.host";
const PROCESS_LABEL = "freehold.sandbox.process";

/** One sandbox as the owner of containers, volumes and networks. */
export interface Owner {
  id: string;
  labels: Record<string, string>;
}

/** This process as an owner, distinguished from every other one that runs now or ran before. */
export function createOwner(): Owner {
  const id = randomBytes(4).toString("hex");
  const labels = { [SANDBOX_LABEL]: id, [HOST_LABEL]: hostname(), [PROCESS_LABEL]: processMark(process.pid) ?? "" };
  return { id, labels };
}

/** Removes everything that this owner has. */
export async function removeAllOf(docker: Docker, owner: Owner): Promise<void> {
  await removeWhere(docker, (labels) => labels[SANDBOX_LABEL] === owner.id);
}

/** Removes what sandboxes left whose process on this host is gone. Resolves with how many containers that were. */
export async function removeLeftovers(docker: Docker): Promise<number> {
  return removeWhere(docker, (labels) => {
    const [pid = ""] = labels[PROCESS_LABEL]?.split(":") ?? [];
    return labels[HOST_LABEL] === hostname() && processMark(Number(pid)) !== labels[PROCESS_LABEL];
  });
}

/** Process id and start, which together never come again; undefined when there is no such process. */
function processMark(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch {
    return undefined;
  }
  return `${pid}:${startOf(pid)}`;
}

/** Start of a process in clock ticks since the host's boot; 0 where there is no /proc. */
function startOf(pid: number): string {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return fields[19] ?? "0";
  } catch {
    return "0";
  }
}

async function removeWhere(docker: Docker, isOurs: (labels: Record<string, string>) => boolean): Promise<number> {
  const filters = { label: [SANDBOX_LABEL] };
  const containers = (await docker.listContainers({ all: true, filters })).filter(({ Labels }) => isOurs(Labels));
  await Promise.all(containers.map(({ Id }) => unlessGone(docker.getContainer(Id).remove({ force: true, v: true }))));
  const { Volumes } = await docker.listVolumes({ filters });
  const volumes = Volumes.filter(({ Labels }) => isOurs(Labels ?? {}));
  await Promise.all(volumes.map(({ Name }) => unlessGone(docker.getVolume(Name).remove())));
  const networks = (await docker.listNetworks({ filters })).filter(({ Labels }) => isOurs(Labels ?? {}));
  await Promise.all(networks.map(({ Id }) => unlessGone(docker.getNetwork(Id).remove())));
  return containers.length;
}

/** Waits for a removal; what is gone already counts as removed. */
export async function unlessGone(removal: Promise<unknown>): Promise<void> {
  await removal.catch((error: { statusCode?: number }) => {
    // 409: another removal of the same thing is under way.
    if (error.statusCode !== 404 && error.statusCode !== 409) {
      throw error;
    }
  });
}
