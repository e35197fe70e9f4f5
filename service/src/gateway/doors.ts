import { type Door, openDoor, type ServeServices } from "./serve.ts";
import type { GatedCloud } from "./vendors.ts";

/** How long a door refuses after its grant has ended: until no process that was told of it can be left. */
const REFUSING_MS = 600_000;

/**
 * Ports of their own for grants to clouds whose official client drops the path of its endpoint: DigitalOcean's asks for
 * `/v2/firewalls` at whatever host it is given.
 */
export interface Doors {
  open(grantId: string, cloud: GatedCloud): Promise<Door>;
  /** From now on everything there is refused; the port is kept for a while, so that no other operation gets it. */
  end(grantId: string): void;
  close(): Promise<void>;
}

export function createDoors(services: ServeServices): Doors {
  const doors = new Map<string, Door>();
  const timers = new Set<NodeJS.Timeout>();
  return {
    async open(grantId, cloud) {
      const door = await openDoor((url) => (url.startsWith("/") ? { grantId, cloud, path: url } : undefined), services);
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
