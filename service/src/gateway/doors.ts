import { type Door, type DoorIdentity, type Locate, openDoor, type ServeServices } from "./serve.ts";
import type { GatedCloud } from "./vendors.ts";

/** How long a door refuses after its grant has ended: until no process that was told of it can be left. */
const REFUSING_MS = 600_000;

/** Clouds whose official client drops the path of its endpoint: DigitalOcean's asks for `/v2/firewalls` at whatever host it is given. */
const WITHOUT_PATH: readonly GatedCloud[] = ["digitalocean", "proxmox"];

/** Those whose official client takes HTTPS only. */
const SECURE: readonly GatedCloud[] = ["proxmox"];

/** The one of a grant's clouds for which it needs a port of its own. */
export function cloudWithoutPath(clouds: Iterable<GatedCloud>): GatedCloud | undefined {
  return [...clouds].find((cloud) => WITHOUT_PATH.includes(cloud));
}

/** Ports of their own for grants to clouds whose official client drops the path of its endpoint. */
export interface Doors {
  open(grantId: string, cloud: GatedCloud): Promise<Door>;
  /** From now on everything there is refused; the port is kept for a while, so that no other operation gets it. */
  end(grantId: string): void;
  close(): Promise<void>;
}

export function createDoors(services: ServeServices): Doors {
  const doors = new Map<string, Door>();
  const timers = new Set<NodeJS.Timeout>();
  let made: Promise<DoorIdentity> | undefined;
  const identity = (): Promise<DoorIdentity> => {
    made ??= makeIdentity();
    return made;
  };
  return {
    async open(grantId, cloud) {
      const locate: Locate = (url) => (url.startsWith("/") ? { grantId, cloud, path: url } : undefined);
      const door = await openDoor(locate, services, SECURE.includes(cloud) ? await identity() : undefined);
      doors.set(grantId, door);
      return door;
    },
    end(grantId) {
      const door = doors.get(grantId);
      if (door === undefined) return;
      const timer = setTimeout(() => {
        timers.delete(timer);
        doors.delete(grantId);
        void door.close();
      }, REFUSING_MS);
      timer.unref();
      timers.add(timer);
    },
    async close() {
      for (const timer of timers) clearTimeout(timer);
      await Promise.all([...doors.values()].map((door) => door.close()));
    },
  };
}

/** What makes certificates takes 20 MB of memory: it is loaded when a cloud needs one. */
async function makeIdentity(): Promise<DoorIdentity> {
  const { selfSigned } = await import("./self-signed.ts");
  return selfSigned("Freehold gateway", Date.now());
}
