import pg from "pg";
import type { Logger } from "pino";
import type { Database } from "./database.ts";

/** What the processes on one PostgreSQL notify each other. */
export interface Notifications {
  /** Notifies all others; what cannot be said is not said. */
  send(text: string): void;
  close(): Promise<void>;
}

export interface NotificationOptions {
  db: Database;
  /** This process, distinguished from all others; no spaces. */
  sender: string;
  log: Logger;
  /** What another process sent. */
  onMessage(text: string): void;
  /** Pause before a lost connection is opened again, in milliseconds. @default 1000 */
  retryMs?: number;
}

const CHANNEL = "freehold";

/** Listens on a connection of its own. Messages sent while it is lost are missed. */
export async function openNotifications(url: string, options: NotificationOptions): Promise<Notifications> {
  const { db, sender, log, onMessage, retryMs = 1000 } = options;
  let client: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let closed = false;

  const hear = ({ payload = "" }: pg.Notification): void => {
    const [from] = payload.split(" ", 1);
    if (from !== sender) onMessage(payload.slice(payload.indexOf(" ") + 1));
  };
  const again = (reason: unknown): void => {
    if (closed || retry !== undefined) return;
    log.warn({ err: reason }, "what other processes send is not heard; polls find it later");
    retry = setTimeout(() => {
      retry = undefined;
      void listen().catch(again);
    }, retryMs);
  };
  const listen = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: url, application_name: "freehold-signals", keepAlive: true });
    next.on("notification", hear);
    next.on("error", again);
    next.on("end", () => again(new Error("the connection ended")));
    await next.connect();
    await next.query(`listen ${CHANNEL}`);
    if (closed) await next.end();
    client = next;
  };

  await listen();
  return {
    send(text) {
      db.em()
        .execute("select pg_notify(?, ?)", [CHANNEL, `${sender} ${text}`])
        .catch((error: unknown) => log.debug({ err: error }, "other processes could not be notified"));
    },
    async close() {
      closed = true;
      clearTimeout(retry);
      await client?.end().catch(() => {});
    },
  };
}
