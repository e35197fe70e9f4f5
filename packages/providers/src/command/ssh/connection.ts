/** How to reach a machine: the SDK's `ConnectionArgs`, plain. */
export interface Connection {
  host: string;
  /** @default 22 */
  port?: number | undefined;
  /** @default "root" */
  user?: string | undefined;
  password?: string | undefined;
  privateKey?: string | undefined;
  privateKeyPassword?: string | undefined;
  /** Line of a known host's key: `ssh-ed25519 AAAA…`. @default - any key is taken */
  hostKey?: string | undefined;
  agentSocketPath?: string | undefined;
  /** Tries that may fail before giving up; -1 is no limit. @default 10 */
  dialErrorLimit?: number | undefined;
  /** Time for one try, in seconds; 0 is no limit. @default 15 */
  perDialTimeout?: number | undefined;
  /** A machine to go through. @default - none */
  proxy?: Omit<Connection, "proxy"> | undefined;
}

/** `user@host:port`, for messages. */
export function addressOf({ user, host, port }: Connection): string {
  return `${user ?? "root"}@${host}:${port ?? 22}`;
}
