import { ProviderError } from "../errors.ts";
import { EngineLog } from "./engine-log.ts";

/**
 * One connection of an engine. An engine opens a connection for every provider resource, so this is what keeps two of
 * them, with different tokens, apart: the protocol names the provider resource in `Configure` and never again.
 */
export class Connection<Client> {
  readonly #cancelled = new AbortController();
  #client: { value: Client } | undefined;
  #secrets: readonly string[] = [];
  #log: EngineLog | undefined;

  /** Where the engine takes log lines, said in the handshake. */
  logTo(engineAddress: string): void {
    this.#log?.close();
    this.#log = engineAddress === "" ? undefined : new EngineLog(engineAddress);
  }

  configure(client: Client, secrets: readonly string[]): void {
    this.#client = { value: client };
    this.#secrets = secrets;
  }

  get client(): Client {
    if (this.#client === undefined) throw new ProviderError("the provider was called before it was configured");
    return this.#client.value;
  }

  /** Secrets of the configuration, to be kept out of every message. */
  get secrets(): readonly string[] {
    return this.#secrets;
  }

  /** Ends every wait of this connection, now and later. */
  cancel(): void {
    this.#cancelled.abort(new ProviderError("cancelled"));
  }

  /** A signal for one call. `timeoutSec` 0 means no limit. */
  signalFor(timeoutSec: number, action: string): AbortSignal {
    if (timeoutSec <= 0) return this.#cancelled.signal;
    const timeout = new AbortController();
    const reason = new ProviderError(`not finished in ${timeoutSec} s (customTimeouts.${action})`);
    setTimeout(() => timeout.abort(reason), Math.min(timeoutSec * 1000, LONGEST_TIMER_MS)).unref();
    return AbortSignal.any([this.#cancelled.signal, timeout.signal]);
  }

  log(urn: string, line: string): void {
    this.#log?.status(urn, line);
  }

  close(): void {
    this.cancel();
    this.#log?.close();
  }
}

/** How long a connection is remembered after its engine has said that it ends, in milliseconds. */
const FORGET_AFTER_MS = 60_000;

/** A timer of more, 25 days, ends at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The connections of a server, by the address of the engine's end. */
export class ConnectionTable<Client> {
  readonly #connections = new Map<string, Connection<Client>>();

  of(peer: string): Connection<Client> {
    const existing = this.#connections.get(peer);
    if (existing) return existing;
    const connection = new Connection<Client>();
    this.#connections.set(peer, connection);
    return connection;
  }

  /** Forgets what an earlier connection from the same port left behind. The handshake calls it. */
  reset(peer: string): Connection<Client> {
    this.forget(peer);
    return this.of(peer);
  }

  /** Cancels what is in flight. Engines do so at the end of every operation, so it is also the time to forget. */
  cancel(peer: string): void {
    const connection = this.of(peer);
    connection.cancel();
    const forget = () => {
      if (this.#connections.get(peer) === connection) this.forget(peer);
    };
    setTimeout(forget, FORGET_AFTER_MS).unref();
  }

  forget(peer: string): void {
    this.#connections.get(peer)?.close();
    this.#connections.delete(peer);
  }

  cancelAll(): void {
    for (const connection of this.#connections.values()) connection.cancel();
  }

  closeAll(): void {
    for (const peer of [...this.#connections.keys()]) this.forget(peer);
  }
}
