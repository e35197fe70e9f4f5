import { type Listener, type Locate, openListener, type ServeServices, type TlsIdentity } from "./open-listener.ts";
import type { GatedCloud } from "./vendors.ts";

/** How long a listener refuses after its grant has ended: until no process that knows its port can be left. */
const REFUSING_MS = 600_000;
/** The same where only this process knows it, which sends nothing more. */
const REFUSING_OWN_MS = 10_000;

/** Clouds whose official client drops the path of its endpoint: DigitalOcean's asks for `/v2/firewalls` at whatever host it is given. */
const WITHOUT_PATH: readonly GatedCloud[] = ["digitalocean", "proxmox"];

/** Those whose official client takes HTTPS only. */
const SECURE: readonly GatedCloud[] = ["proxmox"];

/** The one of a grant's clouds for which it needs a port of its own. */
export function cloudWithoutPath(clouds: Iterable<GatedCloud>): GatedCloud | undefined {
  return [...clouds].find((cloud) => WITHOUT_PATH.includes(cloud));
}

/** Ports of their own for grants to clouds whose official client drops the path of its endpoint. */
export interface GrantListeners {
  open(grantId: string, cloud: GatedCloud): Promise<Listener>;
  /**
   * From now on everything there is refused; the port is kept for a while, so that no other operation gets it.
   *
   * @param options `isOwn`: no other process was given the address
   */
  end(grantId: string, options: { isOwn: boolean }): void;
  close(): Promise<void>;
}

export function createGrantListeners(services: ServeServices): GrantListeners {
  const listeners = new Map<string, Listener>();
  const timers = new Set<NodeJS.Timeout>();
  let made: Promise<TlsIdentity> | undefined;
  const identity = (): Promise<TlsIdentity> => {
    made ??= makeIdentity();
    return made;
  };
  return {
    async open(grantId, cloud) {
      const locate: Locate = (url) => (url.startsWith("/") ? { grantId, cloud, path: url } : undefined);
      const listener = await openListener(locate, services, SECURE.includes(cloud) ? await identity() : undefined);
      listeners.set(grantId, listener);
      return listener;
    },
    end(grantId, { isOwn }) {
      const listener = listeners.get(grantId);
      if (listener === undefined) return;
      const timer = setTimeout(
        () => {
          timers.delete(timer);
          listeners.delete(grantId);
          void listener.close();
        },
        isOwn ? REFUSING_OWN_MS : REFUSING_MS,
      );
      timer.unref();
      timers.add(timer);
    },
    async close() {
      for (const timer of timers) clearTimeout(timer);
      await Promise.all([...listeners.values()].map((listener) => listener.close()));
    },
  };
}

/** What makes certificates takes 20 MB of memory: it is loaded when a cloud needs one. */
async function makeIdentity(): Promise<TlsIdentity> {
  const { selfSigned } = await import("./self-signed.ts");
  return selfSigned("Freehold gateway", Date.now());
}
