import type { Method } from "./json-request.ts";

/** The four ways to ask an API that takes JSON; how one request is sent, and sent again, is each client's own. */
export abstract class Verbs {
  get<T>(path: string, signal: AbortSignal): Promise<T> {
    return this.send("GET", path, undefined, signal);
  }

  post<T>(path: string, body: unknown, signal: AbortSignal): Promise<T> {
    return this.send("POST", path, body, signal);
  }

  put<T>(path: string, body: unknown, signal: AbortSignal): Promise<T> {
    return this.send("PUT", path, body, signal);
  }

  delete<T>(path: string, signal: AbortSignal, body?: unknown): Promise<T> {
    return this.send("DELETE", path, body, signal);
  }

  /** @throws ProviderError for an answer that refuses */
  protected abstract send<T>(method: Method, path: string, body: unknown, signal: AbortSignal): Promise<T>;
}
