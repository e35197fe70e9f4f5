import { Agent, type RequestOptions, request } from "node:http";
import type { Duplex } from "node:stream";
import { ProviderError, reasonOf } from "@freehold/provider-kit";
import type { Client } from "ssh2";
import { connect } from "../command/ssh/connect.ts";
import type { Connection } from "../command/ssh/connection.ts";
import { boundedText } from "../http/bounded-text.ts";
import { tellsWhatIs, UnavailableError } from "../http/retry-read.ts";

/** Where an engine listens. */
export type EngineAddress =
  | { kind: "socket"; path: string }
  | { kind: "tcp"; host: string; port: number }
  | { kind: "ssh"; connection: Connection };

/** An answer by which Docker refused something. */
class DockerError extends ProviderError {
  override readonly name = "DockerError";
  readonly status: number;

  constructor(what: string, status: number, message: string) {
    super(`Docker refused ${what}: ${message} (${status})`);
    this.status = status;
  }
}

interface Answer {
  status: number;
  body: unknown;
}

/** How long one request may take, in milliseconds. */
const REQUEST_TIMEOUT_MS = 30_000;

/** How much is kept of what the program says that leads to an engine, in characters. */
const KEPT_TEXT = 2_000;

/** The Engine API as the resources need it. */
export class DockerClient {
  readonly #address: EngineAddress;

  constructor(address: EngineAddress) {
    this.#address = address;
  }

  get<T>(path: string, signal: AbortSignal): Promise<T> {
    return this.#send("GET", path, undefined, signal);
  }

  post<T>(path: string, body: unknown, signal: AbortSignal): Promise<T> {
    return this.#send("POST", path, body, signal);
  }

  /** Like `get`, but undefined when the thing is not there. */
  async find<T>(path: string, signal: AbortSignal): Promise<T | undefined> {
    return this.get<T>(path, signal).catch(undefinedIfGone);
  }

  /** What is gone is deleted. */
  async delete(path: string, signal: AbortSignal): Promise<void> {
    await this.#send("DELETE", path, undefined, signal).catch(undefinedIfGone);
  }

  async #send<T>(method: string, path: string, body: unknown, signal: AbortSignal): Promise<T> {
    const { status, body: answer } = await this.#exchange(method, path, body, signal);
    if (status < 400) return answer as T;
    const message = (answer as { message?: string } | undefined)?.message ?? "no reason given";
    throw new DockerError(`${method} ${path}`, status, message);
  }

  async #exchange(method: string, path: string, body: unknown, signal: AbortSignal): Promise<Answer> {
    if (this.#address.kind !== "ssh") {
      const { kind: _kind, ...address } = this.#address;
      const at = "path" in address ? { socketPath: address.path } : address;
      return exchange({ ...at, method, path }, body, signal);
    }
    const { client, end } = await connect(this.#address.connection, signal);
    try {
      const agent = new Agent({ keepAlive: false });
      const stream = await dialStdio(client);
      agent.createConnection = () => stream;
      return await exchange({ agent, host: "docker", method, path }, body, signal);
    } finally {
      end();
    }
  }
}

/** The program by which `docker` itself reaches an engine over SSH: it carries the API on its input and output. */
function dialStdio(client: Client): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    client.exec("docker system dial-stdio", (error, channel) => {
      if (error) return reject(error);
      let said = "";
      channel.stderr.on("data", (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-KEPT_TEXT);
      });
      // Whoever waits for an answer hears why there is none.
      channel.once("exit", (status: number | null) => {
        if (status !== 0)
          channel.emit("error", new Error(`docker system dial-stdio: ${said.trim() || `status ${status}`}`));
      });
      resolve(channel);
    });
  });
}

function exchange(options: RequestOptions, body: unknown, signal: AbortSignal): Promise<Answer> {
  const { method = "GET", path } = options;
  // A request that changes something runs to its end: its answer holds an id.
  const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      signal.aborted && method === "GET"
        ? reject(signal.reason)
        : reject(new ProviderError(`no answer from Docker to ${method} ${path}: ${reasonOf(error)}`, { cause: error }));
    };
    const text = body === undefined ? undefined : JSON.stringify(body);
    const asked = request(
      {
        ...options,
        signal: method === "GET" ? AbortSignal.any([timeout, signal]) : timeout,
        ...(text === undefined
          ? {}
          : { headers: { "content-type": "application/json", "content-length": Buffer.byteLength(text) } }),
      },
      (answer) => {
        boundedText(answer).then((text) => {
          const status = answer.statusCode ?? 0;
          const parsed = parsedJson(text);
          if (parsed === undefined && text !== "" && tellsWhatIs(status))
            reject(new UnavailableError(`${method} ${path}`, `${status} with something else than JSON`));
          else resolve({ status, body: parsed });
        }, fail);
      },
    );
    asked.on("error", fail);
    asked.end(text);
  });
}

function parsedJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function undefinedIfGone(error: unknown): undefined {
  if (error instanceof DockerError && error.status === 404) return undefined;
  throw error;
}
